import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { TraceStore } from "../../../../src/store/index.js";
import { serveViewer, type Viewer } from "../../../../src/viewer/serve.js";
import { openTestPglite } from "../../../store/support/databases.js";
import { openTestStore } from "../../../store/support/test-store.js";
import { buildPage } from "../support/built-page.js";
import { launchChromium } from "../support/launch-chromium.js";
import { useOwnFonts } from "./own-fonts.js";
import { NOW } from "./pictured-traces.js";

/** The server of the command `ui` with one store of traces and another without, and a browser whose pictures are the same everywhere. */
export interface PicturedViewer {
  /** Opens an address of the page at a time that never passes. */
  readonly open: (path: string, options?: { readonly isEmpty: boolean }) => Promise<Page>;
  /** Ends the server, as Ctrl+C does. */
  readonly endServer: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What shapes letters otherwise on other machines: hints of fonts, shades of colour at their edges, profiles of screens. */
const FLAGS = [
  ...["--font-render-hinting=none", "--disable-lcd-text", "--disable-font-subpixel-positioning"],
  ...["--force-color-profile=srgb", "--force-device-scale-factor=1", "--hide-scrollbars"],
];

export async function openPicturedViewer(fill: (store: TraceStore) => Promise<void>): Promise<PicturedViewer> {
  const pageFolder = await buildPage();
  await useOwnFonts(pageFolder);
  const [database, browser] = await Promise.all([openTestPglite(), launchChromium(FLAGS)]);
  const store = await openTestStore(database);
  await fill(store);
  const serve = async (served: typeof store) => serveViewer({ store: served, version: "1.2.3", pageFolder });
  const [full, empty] = [await serve(store), await serve(await openTestStore(database))];
  return {
    async open(path, { isEmpty } = { isEmpty: false }) {
      const context = await browser.newContext({
        ...{ deviceScaleFactor: 1, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" },
      });
      const page = await context.newPage();
      await page.clock.setFixedTime(NOW);
      await askOfThatTime(page);
      await page.goto(addressOf(isEmpty ? empty : full, path));
      return page;
    },
    endServer: () => full.close(),
    async close() {
      await browser.close();
      await Promise.all([full.close(), empty.close()]);
      await database.remove();
      await rm(pageFolder, { recursive: true });
    },
  };
}

function addressOf({ port }: Viewer, path: string): string {
  return `http://localhost:${port}${path}`;
}

/** The server's clock goes on: what the page asks up to now is asked up to the time that its own clock shows. */
async function askOfThatTime(page: Page): Promise<void> {
  await page.route(/\/viewer\/api\/(?:metrics|activity)/, async (route) => {
    const url = new URL(route.request().url());
    const hours = url.searchParams.get("window") === "1h" ? 1 : 24;
    url.searchParams.delete("window");
    url.searchParams.set("from", new Date(NOW.getTime() - hours * 3_600_000).toISOString());
    url.searchParams.set("to", NOW.toISOString());
    await route.continue({ url: url.href });
  });
}
