import { rm } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { serveViewer } from "../../../../src/viewer/serve.js";
import { openTestPglite } from "../../../store/support/databases.js";
import { openTestStore } from "../../../store/support/test-store.js";
import { buildPage } from "../support/built-page.js";
import { launchChromium } from "../support/launch-chromium.js";
import { fillShopStore } from "./fill-shop-store.js";
import { shopTraces } from "./shop-traces.js";

/** The server of the command `ui` over an embedded store of a shop's traces, and a browser. */
export interface ShopViewer {
  /** The list of traces, in a browser of its own. */
  readonly openList: () => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function openShopViewer(): Promise<ShopViewer> {
  const pageFolder = await buildPage();
  // Nothing else runs beside these: how long they take is seen on the pictures.
  const shop = await shopTraces();
  const [database, browser] = await Promise.all([openTestPglite(), launchChromium()]);
  const store = await openTestStore(database);
  await fillShopStore(store, shop);
  const viewer = await serveViewer({ store, version: "1.2.3", pageFolder });
  return {
    openList: () => openPage(browser, `http://localhost:${viewer.port}/`),
    async close() {
      await browser.close();
      await viewer.close();
      await database.remove();
      await rm(pageFolder, { recursive: true });
    },
  };
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...{ colorScheme: "light", locale: "en-GB", timezoneId: "UTC" },
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
