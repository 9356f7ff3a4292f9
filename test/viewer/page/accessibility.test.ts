import { beforeAll, expect, it } from "vitest";
import type { TraceRecording } from "../../../src/testing/trace-recording.js";
import { agentTraces } from "./support/agent-traces.js";
import { violations } from "./support/axe-violations.js";
import { describeInBrowser } from "./support/chromium.js";
import { pageWorld } from "./support/page-world.js";

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

const CASES = (["light", "dark"] as const).flatMap((theme) =>
  (["wide", "narrow"] as const).map((size) => ({ theme, size })),
);

describeInBrowser("the accessibility of the page", () => {
  const world = pageWorld();
  let agent: TraceRecording;
  beforeAll(async () => {
    agent = await agentTraces();
  });

  it.each(CASES)("the page breaks no rule of WCAG AA in $theme colours and $size", async ({ theme, size }) => {
    const options = { colorScheme: theme, viewport: SIZES[size] };
    const empty = await world.open("/", options);
    await empty.getByText("Waiting for the first trace").waitFor();
    expect(await violations(empty)).toEqual([]);

    world.book.write(agent.traces, agent.spans);
    const page = await world.open("/?agent=support-agent", options);
    await page.getByRole("row", { name: /support-agent/ }).hover();
    await page.keyboard.press("f");
    await page.getByLabel("Dearer than").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);

    const id = agent.traces[0]?.id ?? "";
    await page.goto(`${world.server.url}/traces/${id}`);
    await page.getByRole("treegrid").waitFor();
    expect(await violations(page)).toEqual([]);
    const failed = agent.spans.filter(({ error_info: error, type }) => error !== undefined && type === "llm").at(-1);
    await page.goto(`${world.server.url}/traces/${id}?span=${failed?.id ?? ""}`);
    await page.getByText("Since the call before").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto(`${world.server.url}/compare/${id}/${id}`);
    await page.getByRole("grid", { name: "Spans of both traces" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto(`${world.server.url}/threads/customer-7`);
    await page.locator(".turn").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it("the page does not move for people who asked for less motion", async () => {
    const page = await world.open("/", { reducedMotion: "reduce" });
    await page.getByText("Waiting for the first trace").waitFor();
    expect(await page.evaluate("document.getAnimations().length")).toBe(0);
  });

  it("the page keeps the colours that were chosen", async () => {
    const page = await world.open("/", { colorScheme: "light" });
    await page.getByRole("button", { name: "Use dark colours" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Use light colours" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  });
});
