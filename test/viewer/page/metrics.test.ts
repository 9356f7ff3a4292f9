import { expect, it } from "vitest";
import type { MetricsData } from "../../../src/viewer/page-api/page-data.js";
import { violations } from "./support/axe-violations.js";
import { describeInBrowser } from "./support/chromium.js";
import { pageWorld } from "./support/page-world.js";

const COST = { recorded: 0.5, estimated: 0.25, unpricedCalls: 2 };
const TOKENS = { calls: 8, promptTokens: 1_000, completionTokens: 200, totalTokens: 1_200, cost: COST };
const LATENCY = { runs: 10, meanMs: 110, minMs: 90, p50Ms: 100, p95Ms: 900, p99Ms: 950, maxMs: 1_000 };
const BUCKETS = ["2026-01-01T00:00:00.000000Z", "2026-01-01T00:30:00.000000Z", "2026-01-01T01:30:00.000000Z"];
const TRACE_ID = "01890000-0000-7000-8000-000000000001";

const METRICS: MetricsData = {
  bucket: "30m",
  latency: [LATENCY],
  latencyOverTime: BUCKETS.map((from) => ({ ...LATENCY, from })),
  latencyByName: [{ ...LATENCY, key: "ChatOpenAI" }],
  histogram: [
    { fromMs: 0, toMs: 100, runs: 20 },
    { fromMs: 100, runs: 10 },
  ],
  errors: {
    rates: [{ runs: 30, errors: 3, rate: 0.1 }],
    types: [
      {
        ...{ type: "RateLimitError", count: 3, messages: [], differentMessages: 1 },
        example: { traceId: TRACE_ID, message: "429 slow down", startTime: "2026-01-01T00:00:00.000000Z" },
      },
    ],
  },
  errorsOverTime: BUCKETS.map((from) => ({ runs: 10, errors: 1, rate: 0.1, from })),
  tokensByModel: [{ ...TOKENS, key: "gpt-4o" }],
  tokensByModelOverTime: BUCKETS.map((from) => ({ ...TOKENS, key: "gpt-4o", from })),
  tokensByAgent: [{ ...TOKENS, key: "travel-agent" }],
  fallbacks: {
    ...{ traces: 30, tracesWithFallback: 6, rate: 0.2, lostMs: 4_200 },
    routes: [
      {
        ...{ fromModel: "gpt-4o", toModel: "gpt-4o-mini", reason: "RateLimitError", status: 429 },
        ...{ fallbacks: 6, answered: 5, meanLostMs: 700 },
      },
    ],
  },
  cache: [{ calls: 8, hits: 2, hitRate: 0.25, promptTokens: 1_000, cachedPromptTokens: 100, cachedPromptRate: 0.1 }],
};

describeInBrowser("the page's metrics", () => {
  const world = pageWorld();

  it("metrics tell what failed, what it cost, who answered instead and what was lost, and lead to the traces", async () => {
    world.server.metrics = METRICS;
    const page = await world.open("/metrics?window=1h");
    const figures = page.locator(".key-figures");
    await expect.poll(() => figures.innerText()).toContain("10%");
    for (const part of ["30", "p95", "900 ms", "1,200", "~$0.75", "20%", "4.20 s", "25%"])
      expect(await figures.innerText()).toContain(part);
    await expect.poll(() => page.locator(".chart canvas").count()).toBe(4);
    const fallbacks = page.getByRole("region", { name: "Fallbacks" });
    expect(await fallbacks.innerText()).toMatch(/RateLimitError 429\s+6\s+5\s+700 ms/);
    await fallbacks.getByRole("link").click();
    expect(new URL(page.url()).search).toBe("?window=1h&fellBack=true&model=gpt-4o");
    await page.goBack();
    await page.getByRole("link", { name: "10%" }).click();
    expect(new URL(page.url()).search).toBe("?window=1h&failed=true");
    await page.goBack();
    expect(await page.getByRole("link", { name: "100 ms and more" }).getAttribute("href")).toBe(
      "/?window=1h&slowerThanMs=100",
    );
    expect(await page.getByRole("link", { name: "ChatOpenAI" }).getAttribute("href")).toBe(
      "/?window=1h&span=ChatOpenAI",
    );
    expect(await page.getByRole("link", { name: "429 slow down" }).getAttribute("href")).toBe(`/traces/${TRACE_ID}`);
  });

  it("a chart shows the figures of the time under the pointer, and leads to the traces of that time", async () => {
    world.server.metrics = METRICS;
    const page = await world.open("/metrics");
    const chart = page.locator(".chart", { hasText: "Traces" });
    await chart.locator(".u-over").hover();
    await expect.poll(() => chart.locator("figcaption").innerText()).toMatch(/all\s+\d/);
    await chart.locator(".u-over").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toMatch(/^2026-01-01T0/);
  });

  it("the arrow keys read the values of a chart, and Enter leads to the traces", async () => {
    world.server.metrics = METRICS;
    const page = await world.open("/metrics");
    const chart = page.getByRole("slider", { name: "Cost by model over time" });
    await chart.focus();
    await chart.press("ArrowLeft");
    await expect.poll(() => chart.getAttribute("aria-valuetext")).toMatch(/01:30.*, gpt-4o \$0\.75/);
    await chart.press("ArrowLeft");
    await expect.poll(() => chart.getAttribute("aria-valuetext")).toMatch(/01:00.*, gpt-4o \$0/);
    await chart.press("Home");
    await expect.poll(() => chart.getAttribute("aria-valuenow")).toBe("0");
    expect(await violations(page)).toEqual([]);
    await chart.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toMatch(/^2026-01-01T00:00/);
    expect(new URL(page.url()).searchParams.get("sort")).toBe("cost");
  });

  it("metrics cover the window in the address", async () => {
    world.server.metrics = METRICS;
    const page = await world.open("/metrics");
    await page.getByRole("button", { name: "24 h", pressed: true }).waitFor();
    await page.getByRole("button", { name: "7 d" }).click();
    await page.getByRole("button", { name: "7 d", pressed: true }).waitFor();
    expect(new URL(page.url()).search).toBe("?window=7d");
  });

  it("metrics say so where there is nothing to count", async () => {
    world.server.metrics = { ...METRICS, errors: { rates: [], types: [] } };
    const page = await world.open("/metrics");
    await page.getByRole("heading", { name: "No traces in this time" }).waitFor();
  });

  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("metrics break no rule of WCAG AA in %s colours and %i pixels wide", async (theme, width) => {
    world.server.metrics = METRICS;
    const page = await world.open("/metrics", { colorScheme: theme, viewport: { width, height: 800 } });
    await page.getByRole("region", { name: "Errors" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
