import { readFile } from "node:fs/promises";
import { disableLogger, Opik } from "opik";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startModelServer } from "../../../demo/model-server.js";
import { supportAgent } from "../../../demo/support-agent.js";
import { OpikCallbackHandler } from "../../../src/index.js";
import { runOpikLangchain } from "../support/opik-langchain-program.js";
import { openTestViewer, type TestViewer } from "../support/test-viewer.js";
import { buildPage } from "./support/built-page.js";
import { describeInBrowser } from "./support/chromium.js";
import { launchChromium } from "./support/launch-chromium.js";

describeInBrowser("the page, from what programs send to what is seen of it,", () => {
  let viewer: TestViewer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    disableLogger();
    viewer = await openTestViewer({ pageFolder: await buildPage() });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
    expect(complaints).toEqual([]);
  });

  it("shows the traces of our handler, of Opik's SDK and of opik-langchain as they come", async () => {
    await page.goto(viewer.url);
    await page.getByText("Waiting for the first trace").waitFor();
    await sendWithHandler(viewer.apiUrl);
    await row(page, "support-agent").waitFor();
    await sendWithSdk(viewer.apiUrl);
    await row(page, "night-watch").waitFor();
    await runOpikLangchain(viewer.apiUrl);
    await row(page, "ask").waitFor();
    expect(await row(page, "fail").innerText()).toContain("TypeError");
    expect(await page.getByRole("row").count()).toBe(1 + 4);
  });

  it("shows what each of them says of a call of a model", async () => {
    await page.goto(viewer.url);
    await row(page, "ask").click();
    await row(page, "FakeListChatModel").click();
    await page.getByRole("region", { name: "The selected span" }).getByText("It is an owl.").waitFor();
    await page.keyboard.press("u");
    await row(page, "night-watch").click();
    await row(page, "hoot").click();
    const side = page.getByRole("region", { name: "The selected span" });
    await side.getByText("Who flies there?").waitFor();
    await side.getByText("owls see well").waitFor();
    expect(await side.innerText()).toContain("own-model");
    await page.keyboard.press("u");
    await row(page, "support-agent").click();
    await page
      .getByRole("row", { name: /gpt-4o RateLimitError/ })
      .last()
      .click();
    await side.getByText("Since the call before, ChatOpenAI: 3 new").waitFor();
  });

  it("exports a trace, finds text in it, and leads to its thread and back", async () => {
    await page.goto(viewer.url);
    await row(page, "support-agent").click();
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: /NDJSON/ }).click();
    const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
    expect(lines.length).toBe(await page.getByRole("treegrid").getByRole("row").count());
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("30 days of delivery");
    await page.keyboard.press("Enter");
    await page
      .locator(".found")
      .getByText(/^\d+ found$/)
      .waitFor();
    await page.getByRole("link", { name: "customer-7" }).click();
    await page.locator(".turn").getByText("free of charge").waitFor();
    await page.locator(".turn").getByRole("link").click();
    await page.getByRole("treegrid").waitFor();
  });

  it("compares two traces, whoever sent them", async () => {
    await page.goto(viewer.url);
    await row(page, "support-agent").click();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText("Choose the trace to compare with support-agent").waitFor();
    await row(page, "night-watch").click();
    await page.getByRole("grid", { name: "Spans of both traces" }).getByText("hoot").waitFor();
  });

  it("counts all of them in the metrics, whose numbers lead to the traces that they count", async () => {
    await page.goto(viewer.url);
    await page.getByRole("link", { name: "Metrics" }).click();
    await page.getByRole("link", { name: "4", exact: true }).waitFor();
    await page.getByRole("region", { name: "Fallbacks" }).getByRole("link").click();
    await row(page, "support-agent").waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.goBack();
    await page.getByRole("link", { name: "own-model" }).click();
    await row(page, "night-watch").waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
  });
});

/** A trace of the list or a span of the tree. */
function row(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
}

async function sendWithHandler(apiUrl: string): Promise<void> {
  const server = await startModelServer();
  const agent = supportAgent({ apiKey: "no-key-needed", baseURL: `${server.baseUrl}/v1` });
  const handler = new OpikCallbackHandler({ apiUrl, projectName: "shop" });
  const messages = [{ role: "user", content: "Where is my order 1042, and can I still return it?" }];
  await agent.invoke({ messages }, { callbacks: [handler], configurable: { thread_id: "customer-7" } });
  await handler.close();
  await server.stop();
}

async function sendWithSdk(apiUrl: string): Promise<void> {
  const client = new Opik({ apiUrl, projectName: "owls" });
  const trace = client.trace({ name: "night-watch", input: { question: "Who flies there?" } });
  const span = trace.span({
    ...{ name: "hoot", type: "llm", model: "own-model", provider: "acme" },
    input: { messages: [{ role: "user", content: "Who flies there?" }] },
    output: { choices: [{ message: { role: "assistant", content: "An owl." } }] },
    usage: { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 },
  });
  span.score({ name: "right", value: 1, reason: "owls see well" });
  span.end();
  trace.update({ output: { answer: "An owl." } });
  trace.end();
  await client.flush();
}
