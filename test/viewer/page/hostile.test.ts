import { expect, it } from "vitest";
import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import { describeInBrowser } from "./support/chromium.js";
import { pageWorld } from "./support/page-world.js";

const TRACE_ID = "01890000-0000-7000-8000-000000000001";
const SPAN_ID = "01890000-0000-7000-8000-000000000002";

const SCRIPT = "<script>globalThis.wasRun = true</script>";
const IMAGE = "<img src=x onerror='globalThis.wasRun = true'>";
const LINK = "[click](javascript:globalThis.wasRun=true)";
const ESCAPE = "\u001b[2J\u001b]0;title\u0007red";
const REVERSED = "user\u202egnp.exe";
const UNSEEN = "a\u200bdmin";
const LARGE = "x".repeat(5_000_000);

const TIMES = {
  start_time: "2026-01-01T00:00:00.000000Z",
  end_time: "2026-01-01T00:00:01.000000Z",
  last_updated_at: "2026-01-01T00:00:01.000000Z",
  source: "sdk",
} as const;

const TRACE: TraceRecord = {
  ...TIMES,
  id: TRACE_ID,
  name: `${SCRIPT}${REVERSED}`,
  thread_id: `../..//evil?${SCRIPT}`,
  tags: [IMAGE, "javascript:alert(1)"],
  input: { messages: [{ role: "user", content: `${SCRIPT}${IMAGE}${ESCAPE}${UNSEEN}` }] },
  output: { [SCRIPT]: LARGE },
  metadata: { _opik_graph_definition: { format: "mermaid", data: `graph TD;\n\ta(${SCRIPT})\n\ta --> b;` } },
};

const SPAN: SpanRecord = {
  ...TIMES,
  id: SPAN_ID,
  trace_id: TRACE_ID,
  type: "llm",
  name: IMAGE,
  model: ESCAPE,
  input: {
    messages: [
      { role: SCRIPT, content: LINK },
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://elsewhere.test/spy.png" } }] },
      { role: "user", content: [{ type: "image_url", image_url: { url: "javascript:globalThis.wasRun=true" } }] },
      { role: "user", content: [{ type: "input_audio", input_audio: { data: "https://elsewhere.test/spy.wav" } }] },
      { role: "user", content: LARGE },
    ],
  },
  output: {
    choices: [{ message: { role: "assistant", tool_calls: [{ function: { name: SCRIPT, arguments: "{" } }] } }],
  },
  error_info: { exception_type: IMAGE, message: ESCAPE, traceback: `${SCRIPT}\n    at ${IMAGE}` },
};

describeInBrowser("hostile content of a trace", () => {
  const world = pageWorld();

  it("the content of a trace is shown as text everywhere, runs nothing, and loads nothing", async () => {
    world.book.write([TRACE], [SPAN]);
    const page = await world.open("/");
    await page.getByRole("row", { name: /script/ }).waitFor();
    await page.goto(`${world.server.url}/traces/${TRACE_ID}`);
    const side = page.locator(".side");
    await side.getByText("<script>globalThis.wasRun = true</script><img src=x").waitFor();
    await page.locator(".graph text", { hasText: "script" }).waitFor();
    await page.getByRole("row", { name: /onerror/ }).click();
    await side.getByText(LINK).waitFor();
    await side.getByText("https://elsewhere.test/spy.png").waitFor();
    await side.getByText("https://elsewhere.test/spy.wav").waitFor();
    expect(await side.locator("img, a[href^='javascript']").count()).toBe(0);
    await page.goto(`${world.server.url}/threads/${encodeURIComponent(TRACE.thread_id ?? "")}`);
    await page.locator(".turn").waitFor();
    expect(await page.evaluate("globalThis.wasRun")).toBeUndefined();
  });

  it("characters that are invisible, reverse text or control a terminal are shown as a mark", async () => {
    world.book.write([TRACE], [SPAN]);
    const page = await world.open(`/traces/${TRACE_ID}`);
    const side = page.locator(".side");
    await side.getByText("a\ufffddmin").waitFor();
    expect(await side.innerText()).toContain("\ufffd[2J");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("user\ufffdgnp.exe");
    const text = String(await page.evaluate("document.body.innerText"));
    expect(["\u001b", "\u202e", "\u200b"].filter((character) => text.includes(character))).toEqual([]);
  });

  it("the newest of a thousand messages are shown, and more on request", async () => {
    const messages = Array.from({ length: 1_000 }, (_, index) => ({ role: "user", content: `message ${index}` }));
    world.book.write([{ ...TRACE, input: { messages } }], []);
    const page = await world.open(`/traces/${TRACE_ID}`);
    const more = page.getByRole("button", { name: "200 more of 1,000 messages" });
    await more.waitFor();
    await page.getByText("message 999").waitFor();
    expect(await page.locator(".message").count()).toBe(200);
    await more.click();
    await expect.poll(() => page.locator(".message").count()).toBe(400);
  });

  it("a text of millions of characters is shown from its beginning, and more on request", async () => {
    world.book.write([TRACE], [SPAN]);
    const page = await world.open(`/traces/${TRACE_ID}?span=${SPAN_ID}`);
    const more = page.getByRole("button", { name: "100,000 more of 5,000,000 characters" });
    await more.waitFor();
    expect(String(await page.evaluate("document.body.innerText")).length).toBeLessThan(10_000);
    await more.click();
    await expect
      .poll(async () => String(await page.evaluate("document.body.innerText")).length)
      .toBeGreaterThan(100_000);
  });
});
