import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "../support/chromium.js";
import { differenceFromKept } from "./picture.js";
import { fillPicturedStore, type PicturedTraces } from "./pictured-traces.js";
import { openPicturedViewer, type PicturedViewer } from "./pictured-viewer.js";

const SIZES = { wide: { width: 1280, height: 720 }, narrow: { width: 390, height: 720 } } as const;

interface View {
  readonly name: string;
  /** Brings the view to where its picture is taken. */
  readonly show: (viewer: PicturedViewer, traces: PicturedTraces) => Promise<Page>;
}

const VIEWS: readonly View[] = [
  {
    name: "traces",
    async show(viewer) {
      const page = await viewer.open("/");
      await page
        .getByRole("row", { name: /support-agent/ })
        .first()
        .waitFor();
      await page.getByText("Last hour").waitFor();
      return page;
    },
  },
  {
    name: "filter",
    async show(viewer) {
      const page = await viewer.open("/?model=gpt-4o-mini&fellBack=true&slowerThanMs=1500");
      await page
        .getByRole("row", { name: /support-agent/ })
        .first()
        .waitFor();
      await page.keyboard.press("f");
      await page.getByLabel("Dearer than").waitFor();
      return page;
    },
  },
  {
    name: "trace",
    async show(viewer, { agent }) {
      const page = await viewer.open(`/traces/${agent}`);
      await page.getByRole("row", { name: /search_policies/ }).waitFor();
      await page.locator(".graph").waitFor();
      return page;
    },
  },
  {
    name: "span",
    async show(viewer, { agent }) {
      const page = await viewer.open(`/traces/${agent}`);
      await page
        .getByRole("row", { name: /gpt-4o RateLimitError/ })
        .last()
        .click();
      await page.getByText("Since the call before").waitFor();
      return page;
    },
  },
  {
    name: "export",
    async show(viewer, { agent }) {
      const page = await viewer.open(`/traces/${agent}`);
      await page.getByRole("row", { name: /search_policies/ }).waitFor();
      await page.getByRole("button", { name: "Export" }).click();
      await page.locator(".menu a").first().waitFor();
      return page;
    },
  },
  {
    name: "thread",
    async show(viewer) {
      const page = await viewer.open("/threads/customer-88");
      await page.locator(".turn").nth(2).waitFor();
      return page;
    },
  },
  {
    name: "metrics",
    async show(viewer) {
      const page = await viewer.open("/metrics");
      await page.locator(".chart canvas").nth(3).waitFor();
      await page.getByRole("region", { name: "Fallbacks" }).waitFor();
      return page;
    },
  },
  {
    name: "compare",
    async show(viewer, { agent, otherAgent }) {
      const page = await viewer.open(`/compare/${agent}/${otherAgent}`);
      await page
        .getByRole("row", { name: /gpt-4o → gpt-5/ })
        .first()
        .click();
      await page.getByText("On the right: 1 changed").waitFor();
      return page;
    },
  },
  {
    name: "empty",
    async show(viewer) {
      const page = await viewer.open("/", { isEmpty: true });
      await page.getByText("Waiting for the first trace").waitFor();
      // Which port is free differs from time to time.
      await page.locator("main pre").evaluate((lines: { textContent: string }) => {
        lines.textContent = lines.textContent.replace(/localhost:\d+/, "localhost:5273");
      });
      return page;
    },
  },
  {
    name: "no-result",
    async show(viewer) {
      const page = await viewer.open("/?text=nowhere");
      await page.getByRole("heading", { name: "No trace fits this filter" }).waitFor();
      return page;
    },
  },
  {
    name: "error",
    async show(viewer) {
      const page = await viewer.open("/traces/00000000-0000-7000-8000-000000000000");
      await page.getByRole("heading", { name: "The trace was not found" }).waitFor();
      return page;
    },
  },
  {
    name: "server-gone",
    async show(viewer) {
      const page = await viewer.open("/");
      await page.getByText("Last hour").waitFor();
      await page
        .getByRole("row", { name: /support-agent/ })
        .first()
        .waitFor();
      await viewer.endServer();
      await page.getByText("The server does not answer.").waitFor();
      return page;
    },
  },
];

describeInBrowser("the pictures that are kept of the page", () => {
  let viewer: PicturedViewer;
  let traces: PicturedTraces;
  beforeAll(async () => {
    viewer = await openPicturedViewer(async (store) => {
      traces = await fillPicturedStore(store);
    });
  });
  afterAll(() => viewer.close());

  it.each(VIEWS)("are how $name still looks, light and dark, on a screen and on a phone", async ({ name, show }) => {
    const page = await show(viewer, traces);
    const differences: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        const difference = await differenceFromKept(`${name}-${colorScheme}-${size}`, await pictureOf(page));
        if (difference !== undefined) differences.push(difference);
      }
    }
    await page.context().close();
    expect(differences).toEqual([]);
  });
});

async function pictureOf(page: Page): Promise<Buffer> {
  // No row is marked only because the pointer rests on it.
  await page.mouse.move(0, 0);
  // What was measured anew for the size has been drawn two frames later.
  await page.evaluate(
    "document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => new Promise(requestAnimationFrame))",
  );
  return page.screenshot({ animations: "disabled" });
}
