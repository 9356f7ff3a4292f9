import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { openShopViewer } from "../test/viewer/page/shop/shop-viewer.js";

const IMAGES = resolve(import.meta.dirname, "../docs/images");

// The thread of an embedded database does not keep its process running.
const hold = setInterval(() => undefined, 60_000);
const viewer = await openShopViewer();
try {
  await showLostSystemMessage(await viewer.openList());
  await showFallback(await viewer.openList());
} finally {
  await viewer.close();
  clearInterval(hold);
}

/** The pictures of the walk through one wrong answer: where it starts, and what it finds. */
async function showLostSystemMessage(page: Page): Promise<void> {
  await traceRow(page, "support-agent").first().waitFor();
  await save(page, "list", 420);
  await page.getByRole("searchbox").fill("Geld zurück");
  await page.getByRole("searchbox").press("Enter");
  await traceRow(page, "Und bekomme ich Geld zurück?").click();
  await spanRow(page, "ChatOpenAI").click();
  await page.getByText("Since the turn before").waitFor();
  await save(page, "system-message", 640);
}

async function showFallback(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Fell back" }).click();
  await traceRow(page, "fell back").first().click();
  await spanRow(page, "fallback 2").first().click();
  await page.locator(".chat").first().waitFor();
  await save(page, "trace", 590);
}

function traceRow(page: Page, text: string) {
  return page.getByRole("grid").getByRole("row").filter({ hasText: text });
}

function spanRow(page: Page, text: string) {
  return page.getByRole("treegrid").getByRole("row").filter({ hasText: text });
}

async function save(page: Page, name: string, height: number): Promise<void> {
  await page.setViewportSize({ width: 1280, height });
  // No row is marked only because the pointer rests on it.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: "disabled" });
}
