import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { fillStore, LARGE_TRACE } from "./page-store.js";
import { addressOf, startUi } from "./ui-process.js";

/** `npm run page`: how long the page of the command `ui` takes to show what a large store holds. Prints a table. */

const { values } = parseArgs({
  options: {
    traces: { type: "string", default: "100000" },
    spans: { type: "string", default: "10000" },
    times: { type: "string", default: "5" },
    chromium: { type: "string", default: ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync) ?? "" },
  },
});
const SCREENS_SCROLLED = 40;
const LONG_FRAME_MS = 50;

// Run in the browser.
const BYTES_RECEIVED = "performance.getEntries().reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)";
const COUNT_LONG_FRAMES = `
  window.longFrames = 0;
  let before = performance.now();
  const next = (now) => {
    if (now - before > ${LONG_FRAME_MS}) window.longFrames += 1;
    before = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
`;

const folder = mkdtempSync(join(tmpdir(), "langchain-opik-page-"));
await fillStore(folder, { traces: Number(values.traces), spansOfLarge: Number(values.spans) });
const server = startUi(folder);
const args = process.geteuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: values.chromium, args });
try {
  const url = await addressOf(server);
  // The first look warms the server; the browser is a new one each time.
  await measure(browser, url);
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (let left = Number(values.times); left > 0; left -= 1) results.push(await measure(browser, url));
  const least = (read: (result: (typeof results)[number]) => number) => whole(Math.min(...results.map(read)));
  console.log(describeMachine());
  console.log(
    markdownTable(
      ["", `list of ${whole(Number(values.traces))}`, `trace of ${whole(Number(values.spans))} spans`],
      [
        ["until its first rows are shown, ms", least(({ listMs }) => listMs), least(({ traceMs }) => traceMs)],
        [
          `frames over ${LONG_FRAME_MS} ms in ${SCREENS_SCROLLED} screens`,
          least(({ longFramesOfList }) => longFramesOfList),
          least(({ longFramesOfTrace }) => longFramesOfTrace),
        ],
        ["bytes received until then", least(({ listBytes }) => listBytes), ""],
      ],
    ),
  );
} finally {
  await browser.close();
  server.kill("SIGINT");
  await once(server, "close");
  rmSync(folder, { recursive: true });
}

async function measure(on: Browser, url: string) {
  const context = await on.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const listMs = await shownAfter(page, "grid", () => page.goto(url));
  const listBytes = Number(await page.evaluate(BYTES_RECEIVED));
  const row = page.getByRole("grid").getByRole("row").filter({ hasText: LARGE_TRACE }).first();
  const longFramesOfList = await longFrames(page, "grid");
  await page.getByRole("grid").hover();
  await page.mouse.wheel(0, -1_000_000);
  await row.waitFor();
  const traceMs = await shownAfter(page, "treegrid", () => row.click());
  const longFramesOfTrace = await longFrames(page, "treegrid");
  await context.close();
  return { listMs, listBytes, traceMs, longFramesOfList, longFramesOfTrace };
}

/** Milliseconds until there are rows. */
async function shownAfter(page: Page, role: "grid" | "treegrid", act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await act();
  await page.getByRole(role).getByRole("row").nth(3).waitFor();
  return performance.now() - startMs;
}

/** How many frames take so long while the rows are scrolled. */
async function longFrames(page: Page, role: "grid" | "treegrid"): Promise<number> {
  await page.getByRole(role).hover();
  await page.evaluate(COUNT_LONG_FRAMES);
  for (let screen = 0; screen < SCREENS_SCROLLED; screen += 1) await page.mouse.wheel(0, 700);
  await page.waitForTimeout(300);
  return Number(await page.evaluate("window.longFrames"));
}
