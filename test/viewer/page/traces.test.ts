import { beforeAll, expect, it } from "vitest";
import type { TraceRecording } from "../../../src/testing/trace-recording.js";
import type { TraceRow } from "../../../src/viewer/page-api/page-data.js";
import { movedRecording } from "./shop/moved-recording.js";
import { agentTraces } from "./support/agent-traces.js";
import { describeInBrowser } from "./support/chromium.js";
import { pageWorld } from "./support/page-world.js";

describeInBrowser("the page's list of traces", () => {
  const world = pageWorld();
  let agent: TraceRecording;
  beforeAll(async () => {
    agent = await agentTraces();
  });

  it("an empty list shows the two lines that send a first trace, and that trace as soon as it comes", async () => {
    const page = await world.open("/");
    await expect
      .poll(() => page.locator("main pre").textContent())
      .toContain(`OPIK_URL_OVERRIDE=${world.server.url}/api`);
    await page.getByText("Waiting for the first trace").waitFor();

    world.book.write(agent.traces, agent.spans);
    world.server.announce(agent.traces.map(({ id }) => id));

    const row = page.getByRole("row", { name: /support-agent/ });
    await row.waitFor();
    const text = await row.innerText();
    for (const part of ["Where is my order 1042", "fell back ×2", "retried", "gpt-4o-mini"])
      expect(text).toContain(part);
  });

  it("a row under the pointer stays in its place when new ones come, and the list says how many came", async () => {
    world.book.madeUpRows.push(...rows(300));
    const page = await world.open("/");
    const read = page.getByRole("row", { name: /run 290/ });
    await read.hover();
    const before = await read.boundingBox();

    world.book.madeUpRows.push(row(301), row(302));
    world.server.announce([row(301).id, row(302).id]);

    const newRows = page.getByRole("button", { name: "↑ 2 new" });
    await newRows.waitFor();
    expect(await read.boundingBox()).toEqual(before);
    await newRows.click();
    await page.getByRole("row", { name: /run 302/ }).waitFor();
    await newRows.waitFor({ state: "detached" });
  });

  it("new rows are shown at the top at once while nobody reads", async () => {
    world.book.madeUpRows.push(...rows(3));
    const page = await world.open("/");
    await page.getByRole("row", { name: /run 3/ }).waitFor();

    world.book.madeUpRows.push(row(4));
    world.server.announce([row(4).id]);

    await expect.poll(() => page.getByRole("row").nth(1).innerText()).toContain("run 4");
  });

  it("a change of a trace far below the newest is shown", async () => {
    world.book.madeUpRows.push(...rows(300));
    const page = await world.open("/");
    const grid = page.getByRole("grid");
    await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe("301");
    await grid.press("End");
    const oldest = page.getByRole("row", { name: /run 1 / });
    await oldest.waitFor();

    world.book.madeUpRows[0] = { ...row(1), status: "error", errorType: "LateError" };
    world.server.announce([row(1).id]);

    await page.getByRole("row", { name: /LateError/ }).waitFor();
  });

  it("a list of 100,000 rows draws few of them at a time, and reaches the last", async () => {
    world.book.madeUpRows.push(...rows(100_000));
    const page = await world.open("/");
    const grid = page.getByRole("grid");
    await grid.waitFor();
    await page.evaluate(SCROLL_TO_THE_END);
    await grid.press("End");
    await page.getByRole("row", { name: /run 1 / }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
  });

  it("the filter of the list is kept in the address, which shows the same list again", async () => {
    world.book.write(agent.traces, agent.spans);
    world.book.madeUpRows.push(...rows(20), { ...row(21), status: "error", errorType: "Broken", name: "broken run" });
    const page = await world.open("/");
    await page.getByRole("button", { name: "Failed", exact: true }).click();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    expect(new URL(page.url()).search).toBe("?failed=true");

    await page.getByRole("button", { name: "Failed", exact: true }).click();
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByLabel("Agent").fill("support-agent");
    await page.getByLabel("Agent").press("Enter");
    await page.getByLabel("Slower than, in seconds").fill("0.2");
    await page.getByLabel("Slower than, in seconds").press("Enter");
    await expect.poll(() => new URL(page.url()).search).toBe("?agent=support-agent&slowerThanMs=200");
    await expect.poll(() => page.getByRole("row").count()).toBe(2);

    await page.reload();
    await page.getByRole("row", { name: /support-agent/ }).waitFor();
    expect(await page.getByRole("row").count()).toBe(2);

    await page.getByRole("button", { name: "Remove the filter agent support-agent" }).click();
    await page.getByRole("button", { name: "Remove the filter slower than 200" }).click();
    await expect.poll(() => page.getByRole("row").count()).toBe(23);
  });

  it("the heads of its columns sort the list, and the order is in the address", async () => {
    const amounts = [30, 10, 20].map((durationMs, index) => ({ ...row(index + 1), durationMs, totalTokens: index }));
    world.book.madeUpRows.push(...amounts, row(4));
    const page = await world.open("/");
    const names = async () => (await page.locator(".line .name").allInnerTexts()).map((name) => name.slice(4, 5));
    await expect.poll(names).toEqual(["4", "3", "2", "1"]);
    await page.getByRole("button", { name: "Duration" }).click();
    await expect.poll(names).toEqual(["1", "3", "4", "2"]);
    expect(new URL(page.url()).search).toBe("?sort=duration");
    await page.getByRole("columnheader", { name: "Duration" }).and(page.locator("[aria-sort=descending]")).waitFor();
    await page.getByRole("button", { name: "Tokens" }).click();
    await expect.poll(names).toEqual(["3", "2", "1"]);
    world.book.madeUpRows.push({ ...row(5), totalTokens: 9 });
    world.server.announce([row(5).id]);
    await expect.poll(names).toEqual(["5", "3", "2", "1"]);
    await page.keyboard.press("f");
    await page.getByLabel("Sort by").selectOption("Newest");
    await expect.poll(names).toEqual(["5", "4", "3", "2", "1"]);
  });

  it("a search shows what it has found and how far back it has come, and can be stopped", async () => {
    world.book.write(agent.traces, agent.spans);
    const other = withOtherIds(agent);
    world.book.write(other.traces, other.spans);
    world.book.unsearched.push("2026-01-01T00:00:03.000000Z", "2026-01-01T00:00:02.000000Z");
    const page = await world.open("/?text=order+1042");
    await expect.poll(() => page.getByRole("row").count()).toBe(3);
    expect(await page.getByText("Searching older traces").count()).toBe(0);

    world.server.holdSearches();
    await page.goto(`${world.server.url}/?text=1042`);
    await page.getByText(/searched back to .*00:00:03.*, 1 found/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("The search was stopped").waitFor();
    world.server.releaseSearches();
    await page.getByText(/searched back to .*00:00:02.*, 2 found/).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("The search was stopped").waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("row").count()).toBe(3);
  });

  it("coming back from a trace shows the list as it was left", async () => {
    world.book.madeUpRows.push(...rows(300));
    const page = await world.open("/?name=run");
    const row = page.getByRole("row", { name: /run 150 / });
    await page.getByRole("grid").waitFor();
    await page.evaluate("document.querySelector('[role=grid]').scrollTo(0, 149 * 34)");
    await row.waitFor();
    const before = await row.boundingBox();
    await row.click();
    await page.getByRole("treegrid").waitFor();
    await page.keyboard.press("u");
    await row.waitFor();
    expect(new URL(page.url()).search).toBe("?name=run");
    expect(await row.boundingBox()).toEqual(before);
  });

  it("the list says so where nothing matches the filter, and leads back to all traces", async () => {
    world.book.madeUpRows.push(...rows(3));
    const page = await world.open("/?text=nowhere");
    await page.getByRole("heading", { name: "No trace fits this filter" }).waitFor();
    await page.getByRole("button", { name: "Show all traces" }).click();
    await expect.poll(() => page.getByRole("row").count()).toBe(4);
  });

  it("the list can be used with the keyboard alone", async () => {
    world.book.write(agent.traces, agent.spans);
    world.book.madeUpRows.push(...rows(3));
    const page = await world.open("/");
    await page.getByRole("row", { name: /support-agent/ }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate("document.activeElement.type")).toBe("search");
    await page.keyboard.type("order 1042");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "support-agent", level: 1 }).waitFor();
  });

  it("the list says what is wrong with the store until it works again", async () => {
    world.book.madeUpRows.push(...rows(2));
    const page = await world.open("/");
    await page.getByText("Live").waitFor();
    world.server.announceStatus("The store cannot be written: the disk is full.");
    await page.getByRole("alert").getByText("the disk is full").waitFor();
    world.server.announceStatus(undefined);
    await page.getByText("the disk is full").waitFor({ state: "detached" });
  });

  it("the list says when its server is gone, keeps what it shows, and catches up when the server is back", async () => {
    world.book.madeUpRows.push(...rows(2));
    const page = await world.open("/");
    await page.getByText("Live").waitFor();
    await world.server.stop();
    await page.getByText("The server does not answer.").waitFor();
    expect(await page.getByRole("row", { name: /run 2/ }).count()).toBe(1);

    world.book.madeUpRows.push(row(3));
    await world.server.start();
    await page.getByText("Live").waitFor();
    await page.getByRole("row", { name: /run 3/ }).waitFor();
    expect(await page.getByText("The server does not answer.").count()).toBe(0);
    // That its server did not answer is what a browser complains of.
    expect(world.complaints().every((complaint) => complaint.includes("ERR_"))).toBe(true);
  });
});

/** More rows are read as their end comes near. */
const SCROLL_TO_THE_END = `(async () => {
  const grid = document.querySelector("[role=grid]");
  while (grid.getAttribute("aria-rowcount") !== "100001") {
    grid.scrollTop = grid.scrollHeight;
    await new Promise(requestAnimationFrame);
  }
})()`;

/** The same traces as if another run had left them. */
function withOtherIds({ traces, spans }: TraceRecording): TraceRecording {
  return movedRecording({ traces, spans }, START_MS * 1_000);
}

const START_MS = Date.parse("2026-01-01T00:00:00Z");

/** Later numbers are newer. */
function row(number: number): TraceRow {
  const startTime = new Date(START_MS + number * 1_000).toISOString().replace("Z", "000Z");
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
  return { id, name: `run ${number} of many`, status: "ok", startTime, durationMs: 12, tags: [] };
}

function rows(count: number): readonly TraceRow[] {
  return Array.from({ length: count }, (_, index) => row(index + 1));
}
