import { beforeAll, expect, it } from "vitest";
import { isTraceRecording, type TraceRecording } from "../../../src/testing/trace-recording.js";
import { agentTraces } from "./support/agent-traces.js";
import { describeInBrowser } from "./support/chromium.js";
import { withOtherModel } from "./support/other-model.js";
import { pageWorld } from "./support/page-world.js";

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

describeInBrowser("the page of one trace", () => {
  const world = pageWorld();
  let agent: TraceRecording;
  let path = "";
  beforeAll(async () => {
    agent = await agentTraces();
    path = `/traces/${agent.traces[0]?.id ?? ""}`;
  });

  function write(): void {
    world.book.write(agent.traces, agent.spans);
  }

  it("the page of a trace shows the tree, the totals, the question and the answer", async () => {
    write();
    const page = await world.open(path);
    const tree = page.getByRole("treegrid");
    await tree.getByRole("row", { name: /search_policies/ }).waitFor();
    expect(await tree.getByRole("row").count()).toBe(1 + agent.spans.length);
    const facts = await page.locator(".facts").innerText();
    for (const part of ["gpt-4o-mini", "customer-7", "Lost to failed tries"]) expect(facts).toContain(part);
    const side = page.getByRole("region", { name: "The trace" });
    expect(await side.innerText()).toContain("Where is my order 1042");
    expect(await side.innerText()).toContain("free of charge");
  });

  it("a model call is shown as a chat, with each tool's result beside its call, and what is new in its prompt", async () => {
    write();
    const page = await world.open(path);
    await page
      .getByRole("row", { name: /gpt-4o RateLimitError/ })
      .last()
      .click();
    const side = page.getByRole("region", { name: "The selected span" });
    await side.getByText("Since the call before, ChatOpenAI: 3 new").waitFor();
    const call = side.locator(".call", { hasText: "look_up_order" });
    expect(await call.locator(".given").innerText()).toContain("1042");
    expect(await call.locator(".result").innerText()).toContain("shipped");
    await side.getByRole("button", { name: "2 messages as before" }).click();
    await side.getByText("You help the customers of a shop.").waitFor();
  });

  it("the tries of a call are shown in order, with why each was given up, and lead to one another", async () => {
    write();
    const page = await world.open(path);
    await page
      .getByRole("row", { name: /gpt-4o RateLimitError/ })
      .first()
      .click();
    const side = page.getByRole("region", { name: "The selected span" });
    const error = side.locator(".error");
    await error.getByText("429 Rate limit reached").waitFor();
    await error.getByText("Stack").click();
    expect(await error.locator(".stack").innerText()).toContain("at ");
    expect(await side.locator(".attempts").innerText()).toMatch(/falls back because of RateLimitError 429, after/);
    await side.getByRole("button", { name: /gpt-4o-mini answered/ }).click();
    await expect.poll(() => side.locator(".fact-rows").first().innerText()).toContain("gpt-4o-mini");
  });

  it("the graph of a trace is drawn with the order in which its nodes ran", async () => {
    write();
    const page = await world.open(path);
    const node = page.getByRole("button", { name: /^tools ?2, 3/ });
    await node.waitFor();
    expect(await page.locator(".graph .edge[data-taken=true]").count()).toBe(4);
    await node.click();
    expect(new URL(page.url()).searchParams.has("span")).toBe(true);
  });

  it("the page of a trace can be used with the keyboard alone", async () => {
    write();
    const page = await world.open(path);
    const selected = page.getByRole("treegrid").locator("[aria-selected=true]");
    await selected.waitFor();
    const isSelected = (text: string) => expect.poll(() => selected.innerText()).toContain(text);
    await page.keyboard.press("j");
    await isSelected("model_request");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.getByRole("row").count()).toBe(agent.spans.length - 2);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("e");
    await isSelected("RateLimitError");
    await page.keyboard.press("ArrowLeft");
    await isSelected("model_request");
    await page.keyboard.press("End");
    await isSelected("RunnableLambda");
    await page.keyboard.press("+");
    await page.getByRole("button", { name: "Whole trace" }).waitFor();
    await page.keyboard.press("0");
    await page.getByRole("button", { name: "Whole trace" }).waitFor({ state: "detached" });
  });

  it("keys belong to the element that has the focus", async () => {
    write();
    const page = await world.open(path);
    const side = page.getByRole("region", { name: "The trace" });
    await side.getByRole("button", { name: "JSON" }).first().press("Enter");
    await side.getByText("messages").waitFor();
    await side.press("End");
    await side.press("ArrowDown");
    expect(new URL(page.url()).searchParams.has("span")).toBe(false);
  });

  it("a search finds what spans were given and returned, and goes from match to match", async () => {
    write();
    const page = await world.open(path);
    await page.getByRole("treegrid").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("30 days of delivery");
    await page.keyboard.press("Enter");
    const found = page.locator(".found");
    await expect.poll(() => found.innerText()).toMatch(/^\d+ found$/);
    await page.keyboard.press("Enter");
    await page.locator("[aria-selected=true][data-found=true]").waitFor();
    await page.locator(".side mark", { hasText: "30 days of delivery" }).first().waitFor();
  });

  it("dragging over the time axis zooms to that time", async () => {
    write();
    const page = await world.open(path);
    const track = page.locator(".axis-track");
    const { x, y, width } = (await track.boundingBox()) ?? NOWHERE;
    await page.mouse.move(x + width * 0.5, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + 8);
    await page.mouse.up();
    await page.getByRole("button", { name: "Whole trace" }).waitFor();
    const bar = (await page.locator(".time-bar[data-kind=trace]").boundingBox()) ?? NOWHERE;
    expect(bar.width / width).toBeGreaterThan(3.5);
  });

  it("Ctrl with the wheel zooms, and moving the divider gives the side more room", async () => {
    write();
    const page = await world.open(path);
    await page
      .getByRole("row", { name: /search_policies/ })
      .locator(".time")
      .hover();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -400);
    await page.keyboard.up("Control");
    await page.getByRole("button", { name: "Whole trace" }).waitFor();
    const divider = page.getByRole("separator", { name: "Width of the tree" });
    await divider.press("ArrowLeft");
    await expect.poll(() => divider.getAttribute("aria-valuenow")).toBe("56");
  });

  it("a running trace is shown as it grows", async () => {
    const open = agent.traces.map(({ end_time: _end, output: _output, ...trace }) => trace);
    world.book.write(open, agent.spans.slice(0, 2));
    const page = await world.open(path);
    await page.locator(".trace-header").getByText("in progress").waitFor();
    expect(await page.getByRole("treegrid").getByRole("row").count()).toBe(3);
    write();
    world.server.announce(open.map(({ id }) => id));
    await page.locator(".trace-header").getByText("in progress").waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("treegrid").getByRole("row").count()).toBe(1 + agent.spans.length);
  });

  it("a trace, or a span with all below it, can be copied as text for a model", async () => {
    write();
    const page = await world.open(path, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy for a model" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const text = String(await page.evaluate("navigator.clipboard.readText()"));
    for (const part of ["support-agent", "model_request", "429 Rate limit", "order_id: 1042"])
      expect(text).toContain(part);
    await page.getByRole("row", { name: /search_policies/ }).click();
    await page.getByRole("button", { name: "Copy for a model" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const below = String(await page.evaluate("navigator.clipboard.readText()"));
    expect(below).toContain("PolicyRetriever");
    expect(below).not.toContain("429 Rate limit");
  });

  it("a trace can be exported as a test, as a dataset item and as NDJSON", async () => {
    write();
    const page = await world.open(path);
    await page.getByRole("button", { name: "Export" }).click();
    const links = page.locator(".menu a");
    const forms = ["expectation", "dataset-item", "ndjson"];
    for (const [index, form] of forms.entries()) {
      expect(await links.nth(index).getAttribute("href")).toBe(`/viewer/api${path}/export?as=${form}`);
    }
    expect(await links.count()).toBe(forms.length);
    await page.keyboard.press("Escape");
    expect(await links.count()).toBe(0);
  });

  it("the page of a trace links to the same trace in Opik, where one is configured", async () => {
    write();
    world.server.opikTraceUrl = "https://opik.test/traces/";
    const page = await world.open(path);
    const link = page.getByRole("link", { name: "Open in Opik" });
    expect(await link.getAttribute("href")).toBe(`https://opik.test/traces/${agent.traces[0]?.id ?? ""}`);
    world.server.opikTraceUrl = undefined;
  });

  it("a trace can be compared with another, span by span", async () => {
    write();
    const other = copyOf(agent);
    world.book.write(other.traces, other.spans);
    const page = await world.open(path);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText("Choose the trace to compare with support-agent").waitFor();
    await page
      .getByRole("row", { name: /support-agent/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Compare" }).waitFor();
    const grid = page.getByRole("grid");
    await expect.poll(() => grid.getByRole("row").count()).toBe(agent.spans.length + 1);
    expect(await grid.locator("[data-differs=true]").count()).toBe(2);
    await grid
      .getByRole("row", { name: /gpt-4o → gpt-5/ })
      .first()
      .click();
    const side = page.getByRole("region", { name: "The selected spans" });
    await side.getByText("On the right: 1 changed").waitFor();
    expect(await side.locator("ins").innerText()).toContain("in one sentence");
  });

  it("a phone shows one column: the spans, or one of them in their place", async () => {
    write();
    const page = await world.open(path, { viewport: { width: 390, height: 844 } });
    await page
      .getByRole("row", { name: /gpt-4o-mini/ })
      .first()
      .click();
    await page.getByRole("region", { name: "The selected span" }).waitFor();
    await page.getByRole("button", { name: "← Spans" }).click();
    await page.getByRole("region", { name: "The selected span" }).waitFor({ state: "detached" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });

  it("the page says so where nothing is known of a trace", async () => {
    const page = await world.open("/traces/00000000-0000-7000-8000-000000000000");
    await page.getByRole("heading", { name: "The trace was not found" }).waitFor();
    expect(world.complaints().join()).toContain("404");
  });

  it("a thread is shown as turns that lead to their traces", async () => {
    write();
    const page = await world.open(path);
    await page.getByRole("link", { name: "customer-7" }).click();
    await page.getByRole("heading", { name: "customer-7" }).waitFor();
    const turn = page.locator(".turn");
    expect(await turn.innerText()).toContain("Where is my order 1042");
    expect(await turn.innerText()).toContain("free of charge");
    await turn.getByRole("link").click();
    await page.getByRole("treegrid").waitFor();
  });
});

/** The trace of the same agent with another model, under ids of its own. */
function copyOf(recording: TraceRecording): TraceRecording {
  const changed: unknown = JSON.parse(
    JSON.stringify(withOtherModel(recording)).replaceAll(
      /("(?:id|trace_id|parent_span_id)":"[0-9a-f]{8}-[0-9a-f]{4}-7)[0-9a-f]/g,
      "$1f",
    ),
  );
  if (!isTraceRecording(changed)) throw new Error("The copy is no recording.");
  return changed;
}
