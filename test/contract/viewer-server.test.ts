import { gzipSync } from "node:zlib";
import { disableLogger, Opik } from "opik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asJsonObject } from "../../src/records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { MAX_BODY_BYTES } from "../../src/viewer/http/read-body.js";
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
const OTHER_ID = "01900000-0000-4000-8000-000000000001";
const ERROR = { exception_type: "E", traceback: "at x" };

const span = (fields: object) => ({ spans: [{ ...SPAN, ...fields }] });

/** Requests, and what Opik's server answers to them. */
const REQUESTS: readonly (readonly [what: string, path: string, body: unknown, status: number])[] = [
  ["the smallest trace", "/traces/batch", { traces: [TRACE] }, 204],
  ["the smallest span", "/spans/batch", { spans: [SPAN] }, 204],
  ["a failed span", "/spans/batch", span({ error_info: ERROR }), 204],
  ["a span of an unknown parent", "/spans/batch", span({ parent_span_id: testId(77) }), 204],
  ["a span of an unknown trace", "/spans/batch", span({ trace_id: testId(78) }), 204],
  ["tokens in a provider's words", "/spans/batch", span({ usage: { "original_usage.x": 1 } }), 204],
  ["metadata that is a text", "/spans/batch", span({ metadata: "a text" }), 204],
  ["metadata that is a number", "/spans/batch", span({ metadata: 7 }), 204],
  ["a field that it does not know", "/spans/batch", span({ visibility: "hidden" }), 204],
  ["an unknown field of an error", "/spans/batch", span({ error_info: { ...ERROR, code: 1 } }), 204],
  ["an unknown field of the batch", "/traces/batch", { traces: [TRACE], note: 1 }, 204],
  ["a null where nothing is needed", "/spans/batch", span({ model: null, tags: null, error_info: null }), 204],
  ["a tag given twice", "/spans/batch", span({ tags: ["a", "a"] }), 204],
  ["a record without an id", "/traces/batch", { traces: [{ start_time: START }] }, 204],
  ["no trace", "/traces/batch", { traces: [] }, 422],
  ["null for the traces", "/traces/batch", { traces: null }, 422],
  ["an object without traces", "/traces/batch", {}, 422],
  ["too many", "/traces/batch", { traces: Array.from({ length: 1_001 }, () => TRACE) }, 422],
  ["no start", "/traces/batch", { traces: [{ id: testId(1) }] }, 422],
  ["a start that is null", "/traces/batch", { traces: [{ ...TRACE, start_time: null }] }, 422],
  ["a span without a trace", "/spans/batch", span({ trace_id: null }), 422],
  ["a blank error", "/spans/batch", span({ error_info: { ...ERROR, traceback: " " } }), 422],
  ["an error without a type", "/spans/batch", span({ error_info: { traceback: "at x" } }), 422],
  ["a blank project", "/spans/batch", span({ project_name: " " }), 422],
  ["a negative cost", "/spans/batch", span({ total_estimated_cost: -1 }), 422],
  ["an id of another version", "/traces/batch", { traces: [{ ...TRACE, id: OTHER_ID }] }, 400],
  ["an id that is none", "/traces/batch", { traces: [{ ...TRACE, id: "abc" }] }, 400],
  ["a parent of another version", "/spans/batch", span({ parent_span_id: OTHER_ID }), 400],
  ["a wrong id beside a blank error", "/spans/batch", span({ id: OTHER_ID, error_info: {} }), 400],
  ["usage within usage", "/spans/batch", span({ usage: { a: { b: 1 } } }), 400],
  ["a count that is null", "/spans/batch", span({ usage: { a: null } }), 400],
  ["a count that is a text", "/spans/batch", span({ usage: { a: "1" } }), 400],
  ["half a token", "/spans/batch", span({ usage: { a: 0.5 } }), 400],
  ["a count above 32 bits", "/spans/batch", span({ usage: { a: 2 ** 31 } }), 400],
  ["a type of LangChain's", "/spans/batch", span({ type: "chain" }), 400],
  ["a time without its zone", "/spans/batch", span({ start_time: "2026-01-01T00:00:00" }), 400],
  ["a name that is a number", "/spans/batch", span({ name: 7 }), 400],
  ["tags that are no list", "/spans/batch", span({ tags: "a" }), 400],
  ["an error that is a text", "/spans/batch", span({ error_info: "E" }), 400],
  ["spans that are no list", "/spans/batch", { spans: {} }, 400],
  ["a span that is none", "/spans/batch", { spans: [null] }, 400],
  ["a list in place of an object", "/spans/batch", [], 400],
  ["no JSON", "/spans/batch", "{", 400],
  ["nothing", "/spans/batch", "", 400],
];

const JSON_TYPE = { "content-type": "application/json" };
const BATCH = JSON.stringify({ traces: [TRACE] });

/** Bodies in several forms, and what Opik's server answers to them. */
const FORMS: readonly (readonly [
  what: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
  status: number,
])[] = [
  ["gzip", { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(BATCH), 204],
  ["JSON with its charset", { "content-type": "application/json; charset=utf-8" }, BATCH, 204],
  ["gzip that is none", { ...JSON_TYPE, "content-encoding": "gzip" }, BATCH, 400],
  ["gzip that breaks off", { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(BATCH).subarray(0, -12), 400],
  ["another compression", { ...JSON_TYPE, "content-encoding": "zstd" }, BATCH, 415],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, BATCH, 415],
  ["a text", { "content-type": "text/plain" }, BATCH, 415],
  ["no content type", {}, new TextEncoder().encode(BATCH), 415],
  ["more than the server takes", { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(spaces()), 413],
];

/** A body that is small on its way, and too large when it has come. */
function spaces(): Buffer {
  return Buffer.alloc(MAX_BODY_BYTES + 1, " ");
}

describe("the server that tests record with", () => {
  let recording: RecordingOpikServer;
  beforeAll(async () => {
    recording = await startRecordingOpikServer({ maxBodyBytes: MAX_BODY_BYTES });
  });
  afterAll(() => recording.close());

  it.each(REQUESTS)("answers %s with the status of the command ui's server", async (_, path, body, status) => {
    for (const url of [recording.url, viewer.apiUrl]) {
      expect(await ask(`${url}/v1/private${path}`, { method: "POST", body })).toMatchObject({ status });
    }
  });

  it.each(FORMS)("answers a body that is %s with the status of the command ui's server", async (...given) => {
    const [, headers, body, status] = given;
    for (const url of [recording.url, viewer.apiUrl]) {
      const response = await fetch(`${url}/v1/private/traces/batch`, { method: "POST", headers, body });
      expect(response).toMatchObject({ status });
    }
  });

  it("answers whether it is alive as the command ui's server does", async () => {
    const [one, other] = await Promise.all([recording.url, viewer.apiUrl].map((url) => ask(`${url}/is-alive/ping`)));
    expect(one?.body).toEqual(other?.body);
  });
});
