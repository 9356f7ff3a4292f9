import { disableLogger, Opik } from "opik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asJsonObject } from "../../src/records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { testId } from "../support/opik-server/record-texts.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { traceWorld } from "../support/traces/traced-world.js";
import { ask, openTestViewer, type TestViewer } from "../viewer/support/test-viewer.js";
import { comparable } from "./comparable.js";
import { replay } from "./sdk-replay.js";
import { TRACED_PROGRAMS } from "./traced-programs.js";

const ACCOUNT = { projectName: "night", environment: "staging" };

let viewer: TestViewer;
beforeAll(async () => {
  disableLogger();
  viewer = await openTestViewer();
});
afterAll(() => viewer.close());

describe.each(Object.keys(TRACED_PROGRAMS))("the program: %s", (name) => {
  it("the server of the command ui returns a program's records as our handler has sent them", async () => {
    const { traces, spans, opik } = await recorded(name);
    for (const { path, text } of opik.requests) {
      expect((await ask(viewer.apiUrl + path, { method: "POST", body: text })).status).toBe(204);
    }

    await expectStored(traces, spans);
  });

  it("the server of the command ui returns a program's records as Opik's client sent them, with their updates", async () => {
    const { traces, spans } = await recorded(name);
    const client = new Opik({ ...ACCOUNT, apiUrl: viewer.apiUrl });
    replay(client, traces, spans);
    await client.flush();

    await expectStored(traces, spans);
  });
});

/** What one run of a program sends: each run has ids of its own. */
async function recorded(name: string) {
  const world = await traceWorld(undefined, {
    ...ACCOUNT,
    threadId: "thread-1",
    tags: ["owl"],
    metadata: { release: "7" },
  });
  await TRACED_PROGRAMS[name]?.(world);
  return { ...(await world.arrived()), opik: world.opik };
}

async function expectStored(traces: readonly TraceRecord[], spans: readonly SpanRecord[]): Promise<void> {
  for (const { path, record } of [
    ...traces.map((record) => ({ path: "/traces", record })),
    ...spans.map((record) => ({ path: "/spans", record })),
  ]) {
    const { body } = await viewer.opik("GET", `${path}/${record.id}`);
    const fields = asJsonObject(body);
    const sent = Object.fromEntries(Object.keys(record).map((field) => [field, fields[field]]));
    expect(comparable({ ...record, ...sent })).toEqual(comparable(record));
    expect(
      Object.keys(fields)
        .filter((field) => !(field in record))
        .sort(),
    ).toEqual(expect.not.arrayContaining(["input", "output", "metadata", "error_info", "tags"]) as unknown);
  }
}

const START = "2026-01-01T00:00:00Z";
const TRACE = { id: testId(1), start_time: START };
const SPAN = { id: testId(2), trace_id: testId(1), start_time: START };
const ERROR = { exception_type: "E", traceback: "at x" };

/** Requests, and whether Opik's server takes them. */
const REQUESTS: readonly (readonly [what: string, path: string, body: unknown, isTaken: boolean])[] = [
  ["the smallest trace", "/traces/batch", { traces: [TRACE] }, true],
  ["the smallest span", "/spans/batch", { spans: [SPAN] }, true],
  ["a failed span", "/spans/batch", { spans: [{ ...SPAN, error_info: ERROR }] }, true],
  ["a span of an unknown parent", "/spans/batch", { spans: [{ ...SPAN, parent_span_id: testId(77) }] }, true],
  ["tokens in a provider's words", "/spans/batch", { spans: [{ ...SPAN, usage: { "original_usage.x": 1 } }] }, true],
  ["no trace", "/traces/batch", { traces: [] }, false],
  ["too many", "/traces/batch", { traces: Array.from({ length: 1_001 }, () => TRACE) }, false],
  ["another id", "/traces/batch", { traces: [{ ...TRACE, id: "01900000-0000-4000-8000-000000000001" }] }, false],
  ["no start", "/traces/batch", { traces: [{ id: testId(1) }] }, false],
  ["a blank error", "/spans/batch", { spans: [{ ...SPAN, error_info: { ...ERROR, traceback: " " } }] }, false],
  ["usage within usage", "/spans/batch", { spans: [{ ...SPAN, usage: { a: { b: 1 } } }] }, false],
  ["half a token", "/spans/batch", { spans: [{ ...SPAN, usage: { a: 0.5 } }] }, false],
  ["a type of LangChain's", "/spans/batch", { spans: [{ ...SPAN, type: "chain" }] }, false],
  ["a time without its zone", "/spans/batch", { spans: [{ ...SPAN, start_time: "2026-01-01T00:00:00" }] }, false],
  ["no JSON", "/spans/batch", "{", false],
];

describe("the server that tests record with", () => {
  let recording: RecordingOpikServer;
  beforeAll(async () => {
    recording = await startRecordingOpikServer();
  });
  afterAll(() => recording.close());

  it.each(REQUESTS)(
    "the server that tests record with answers %s as the server of the command ui does",
    async (_, path, body, isTaken) => {
      const statuses = [recording.url, viewer.apiUrl].map(
        async (url) => (await ask(`${url}/v1/private${path}`, { method: "POST", body })).status,
      );

      for (const status of await Promise.all(statuses)) {
        if (isTaken) expect(status).toBe(204);
        else expect([400, 422]).toContain(status);
      }
    },
  );

  it.each(["/is-alive/ping"])(
    "the server that tests record with answers %s as the server of the command ui does, word for word",
    async (path) => {
      const [one, other] = await Promise.all([ask(recording.url + path), ask(viewer.apiUrl + path)]);
      expect(one.body).toEqual(other.body);
    },
  );
});
