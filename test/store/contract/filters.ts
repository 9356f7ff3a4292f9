import { beforeAll, describe, expect, it } from "vitest";
import type { Filter } from "../../../src/store/read/filter.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const TRACES = [
  traceText(1, { name: "ask", thread_id: "t-1", tags: ["demo", "eu"], input: 'Say "hi"\nand 100%', ...ends(1) }),
  traceText(2, { name: "plan", thread_id: "t-2", metadata: { agent_name: "boss" }, error_info: error("Timeout") }),
  traceText(3, { name: "plan", output: { answer: "Wörld_1" }, start_time: "2026-02-01T00:00:00Z" }),
];
const SPANS = [
  spanText(11, { trace_id: testId(1), type: "llm", name: "model", model: "gpt-4o", ...ends(2) }),
  spanText(12, { trace_id: testId(1), type: "tool", metadata: { "opik.kind": "retrieval" } }),
  spanText(13, { trace_id: testId(2), metadata: { agent_name: "expert" }, tags: ["demo"], error_info: error("E") }),
  spanText(14, { trace_id: testId(3), type: "tool", output: "hi there", start_time: "2026-02-01T00:00:00Z" }),
];

const CASES: readonly { readonly filter: Filter; readonly traces: number[]; readonly spans: number[] }[] = [
  { filter: {}, traces: [3, 2, 1], spans: [14, 13, 12, 11] },
  { filter: { name: "plan" }, traces: [3, 2], spans: [] },
  { filter: { name: "model" }, traces: [], spans: [11] },
  { filter: { kind: "llm" }, traces: [1], spans: [11] },
  { filter: { kind: "retrieval" }, traces: [1], spans: [12] },
  { filter: { kind: "tool" }, traces: [3], spans: [14] },
  { filter: { kind: "chain" }, traces: [2], spans: [13] },
  { filter: { agent: "boss" }, traces: [2], spans: [] },
  { filter: { agent: "expert" }, traces: [2], spans: [13] },
  { filter: { model: "gpt-4o" }, traces: [1], spans: [11] },
  { filter: { status: "error" }, traces: [2], spans: [13] },
  { filter: { status: "open" }, traces: [3], spans: [14, 12] },
  { filter: { status: "ok" }, traces: [1], spans: [11] },
  { filter: { thread: "t-1" }, traces: [1], spans: [12, 11] },
  { filter: { tag: "demo" }, traces: [1], spans: [13] },
  { filter: { text: 'SAY "HI"\nand' }, traces: [1], spans: [] },
  { filter: { text: "hi" }, traces: [1], spans: [14] },
  { filter: { text: "100%" }, traces: [1], spans: [] },
  { filter: { text: "wörld_1" }, traces: [3], spans: [] },
  { filter: { text: "w_rld" }, traces: [], spans: [] },
  { filter: { window: { from: "2026-01-15T00:00:00Z" } }, traces: [3], spans: [14] },
  { filter: { window: { from: "2026-01-15" } }, traces: [3], spans: [14] },
  { filter: { window: { to: "2026-02-01 00:00+00:00" } }, traces: [2, 1], spans: [13, 12, 11] },
  { filter: { window: { to: new Date("2026-02-01T00:00:00Z") } }, traces: [2, 1], spans: [13, 12, 11] },
  { filter: { window: { from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z" } }, traces: [], spans: [] },
  { filter: { tag: "demo", status: "error" }, traces: [], spans: [13] },
];

export function filters(database: () => TestDatabase): void {
  describe("a filter", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      await store.put(...TRACES, ...SPANS);
    });

    it.each(CASES)("traces and spans are found by the filter $filter", async ({ filter, traces, spans }) => {
      expect((await store.findTraces(filter)).items.map(({ id }) => id)).toEqual(traces.map(testId));
      expect((await store.findSpans(filter)).items.map(({ id }) => id)).toEqual(spans.map(testId));
    });

    it("a window such as 15m looks back from now", async () => {
      const [recent, old] = [Date.now() - 10 * 60_000, Date.now() - 20 * 60_000].map((ms) =>
        new Date(ms).toISOString(),
      );
      const own = await openTestStore(database());
      await own.put(traceText(1, { start_time: recent }), traceText(2, { start_time: old }));

      const idsIn = async (window: string) => (await own.findTraces({ window })).items.map(({ id }) => id);
      expect(await idsIn("15m")).toEqual([testId(1)]);
      for (const window of ["1h", "7d", "2w"]) expect(await idsIn(window)).toEqual([testId(1), testId(2)]);
    });

    it.each(["2026-02-31T00:00:00Z", "2026-01-01T00:00:00+23:59"])(
      "a page can continue after a cursor at %s",
      async (time) => {
        const after = cursor(`${time}/${testId(0)}`);
        await expect(store.findSpans({ after })).resolves.toHaveProperty("items");
      },
    );

    it.each<{ filter: object; names: string }>([
      { filter: { window: "5x" }, names: 'window is "5x", but must be a number with s, m, h, d or w, such as 15m' },
      { filter: { window: "0m" }, names: "window" },
      { filter: { window: { from: "yesterday" } }, names: 'window.from is "yesterday"' },
      { filter: { window: { from: "2026-02-30" } }, names: 'window.from is "2026-02-30"' },
      { filter: { window: { to: new Date(Number.NaN) } }, names: "window.to" },
      {
        filter: { kind: "robot" },
        names: 'kind is "robot", but must be one of chain, llm, tool, retrieval, guardrail',
      },
      { filter: { status: "bad" }, names: "status" },
      { filter: { limit: 0 }, names: "limit is 0, but must be a whole number from 1 to 1000" },
      { filter: { after: "nonsense" }, names: "after" },
      { filter: { after: cursor(`2026-01-01T00:00:00Z/${"-".repeat(36)}`) }, names: "after" },
      { filter: { after: 5 }, names: "after is 5, but must be the `next` of a page" },
      { filter: { window: { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" } }, names: "window.to" },
      ...[null, 5, true, []].map((window) => ({ filter: { window }, names: "window is" })),
      ...["name", "agent", "model", "thread", "tag", "text"].flatMap((field) =>
        [null, 5, [], {}].map((value) => ({ filter: { [field]: value }, names: `${field} is ` })),
      ),
    ])("the filter $filter is refused by name", async ({ filter, names }) => {
      await expect(store.findSpans(filter)).rejects.toMatchObject({ code: "bad_option" });
      await expect(store.findTraces(filter)).rejects.toThrow(names);
    });
  });
}

function cursor(place: string): string {
  return Buffer.from(place).toString("base64url");
}

function ends(seconds: number) {
  return { end_time: `2026-01-01T00:00:0${seconds}Z` };
}

function error(type: string) {
  return { exception_type: type, traceback: "-" };
}
