import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "../../../src/viewer/http/read-body.js";
import { testId } from "../../support/opik-server/record-texts.js";
import { ask, openTestViewer, type TestViewer } from "../support/test-viewer.js";

const START = "2026-01-01T00:00:00Z";
const TRACE = { id: testId(1), start_time: START };
const SPAN = { id: testId(2), trace_id: testId(1), start_time: START };

let viewer: TestViewer;
beforeAll(async () => {
  viewer = await openTestViewer();
});
afterAll(() => viewer.close());

describe("a batch of records", () => {
  it.each([
    ["an id of another version", { id: "01900000-0000-4000-8000-000000000001" }, 400, "must be a version 7 UUID"],
    ["an id that is none", { id: "abc" }, 400, "must be a UUID"],
    ["an id of its trace of another version", { trace_id: "01900000-0000-4000-8000-000000000001" }, 400, "version 7"],
    ["no trace", { trace_id: null }, 422, "spans[1].trace_id must not be null"],
    ["no start", { start_time: undefined }, 422, "spans[1].start_time must not be null"],
    ["a start that is no time", { start_time: "yesterday" }, 400, "spans[1].start_time must be a time"],
    ["a blank project", { project_name: " " }, 422, "spans[1].project_name must not be blank"],
    [
      "a blank error",
      { error_info: { exception_type: "", traceback: " " } },
      422,
      "spans[1].error_info.exception_type must not be blank",
    ],
    ["an error without a traceback", { error_info: { exception_type: "E" } }, 422, "traceback must not be blank"],
    ["a fraction of a token", { usage: { prompt_tokens: 0.5 } }, 400, "spans[1].usage must be an object of integers"],
    ["a count above 32 bits", { usage: { prompt_tokens: 2 ** 31 } }, 400, "spans[1].usage"],
    ["usage within usage", { usage: { details: { cached: 1 } } }, 400, "spans[1].usage"],
    ["a count that is null", { usage: { prompt_tokens: null } }, 400, "spans[1].usage"],
    ["a type that there is not", { type: "chain" }, 400, "spans[1].type must be one of"],
    ["a source that there is not", { source: "me" }, 400, "spans[1].source must be one of"],
    ["tags that are no texts", { tags: [1] }, 400, "spans[1].tags must be a list of texts"],
    ["a negative cost", { total_estimated_cost: -1 }, 422, "total_estimated_cost must be greater"],
  ])("a batch in which one record has %s is refused whole, with the reason", async (_, fields, status, words) => {
    const answered = await viewer.opik("POST", "/spans/batch", { spans: [SPAN, { ...SPAN, ...fields }] });

    expect(answered.status).toBe(status);
    expect(answered.body).toEqual({ errors: [expect.stringContaining(words), ...rest(answered.body)] });
    expect((await viewer.opik("GET", `/spans/${SPAN.id}`)).status).toBe(404);
  });

  it.each([
    ["not JSON", "{", 400],
    ["not an object", "[]", 400],
    ["not a list", { traces: {} }, 400],
    ["a list of something other than records", { traces: [1] }, 400],
    ["without a list of traces", { spans: [] }, 422],
    ["an empty list", { traces: [] }, 422],
    ["longer than 1,000 records", { traces: Array.from({ length: 1_001 }, () => TRACE) }, 422],
  ])("a batch that is %s is refused", async (_, body, status) => {
    expect((await viewer.opik("POST", "/traces/batch", body)).status).toBe(status);
  });

  it("a batch with fields that Opik does not know is accepted without them", async () => {
    const id = testId(7);
    const traces = [{ id, start_time: START, visibility: "hidden", is_partial: true }];

    expect((await viewer.opik("POST", "/traces/batch", { traces })).status).toBe(204);
    expect((await viewer.opik("GET", `/traces/${id}`)).body).not.toHaveProperty("visibility");
    expect((await viewer.opik("POST", "/traces", TRACE)).status).toBe(201);
    expect((await viewer.opik("POST", "/traces", { id, start_time: START })).status).toBe(409);
  });

  it("a batch whose JSON is nested too deep is refused", async () => {
    const input = `${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}`;
    const body = `{"traces":[{"id":"${testId(8)}","start_time":"${START}","input":${input}}]}`;

    expect((await viewer.opik("POST", "/traces/batch", body)).status).toBe(400);
    expect((await viewer.opik("POST", "/traces/batch", "[".repeat(1_000_000))).status).toBe(400);
  });
});

describe("a request body", () => {
  const post = (body: string | Buffer<ArrayBuffer>, encoding: string) =>
    fetch(`${viewer.apiUrl}/v1/private/traces/batch`, {
      method: "POST",
      headers: { "content-encoding": encoding, "content-type": "application/json" },
      body,
    });

  it("a request body may be compressed", async () => {
    const traces = [{ id: testId(9), start_time: START }];

    expect((await post(gzipSync(JSON.stringify({ traces })), "gzip")).status).toBe(204);
    expect((await viewer.opik("GET", `/traces/${testId(9)}`)).status).toBe(200);
  });

  it("a request body that is not compressed as it claims is refused", async () => {
    expect((await post("{}", "gzip")).status).toBe(400);
    expect((await post("{}", "zstd")).status).toBe(415);
  });

  it("a body that is too large, or grows too large, is refused, and the server goes on", async () => {
    expect((await post(gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)), "gzip")).status).toBe(413);
    expect((await ask(`${viewer.apiUrl}/is-alive/ping`)).body).toEqual({ message: "Healthy Server", healthy: true });
  });
});

describe("unknown addresses and methods", () => {
  it("an unknown address is answered with 404, and an unknown method with 405", async () => {
    expect((await viewer.opik("GET", "/nothing")).status).toBe(404);
    expect((await viewer.opik("GET", `/traces/${testId(99)}`)).body).toEqual({ errors: ["Trace not found"] });
    const other = await viewer.opik("PUT", "/traces");
    expect(other.status).toBe(405);
    expect(other.headers.get("allow")).toBe("POST, GET");
  });
});

/** The other sentences about the same record. */
function rest(body: unknown): unknown[] {
  const { errors = [] } = body as { readonly errors?: readonly unknown[] };
  return errors.slice(1);
}
