import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { DATABASES, openTestViewer, type TestViewer } from "../support/test-viewer.js";

const START = "2026-01-01T00:00:00.000000Z";
const LATER = "2026-01-01T00:00:02.000000Z";

function newId(): string {
  return uuidV7(Date.now() * 1000);
}

describe.each(DATABASES)("Opik's calls on a store in $name", ({ open }) => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer({}, open);
  });
  afterAll(() => viewer.close());

  const trace = async (id: string) => (await viewer.opik("GET", `/traces/${id}`)).body;
  const span = async (id: string) => (await viewer.opik("GET", `/spans/${id}`)).body;

  it("traces and spans can be written in batches and one by one", async () => {
    const [traceId, spanId, oneId] = [newId(), newId(), newId()];
    const traces = [{ id: traceId, name: "ask", start_time: START, thread_id: "t", project_name: "p" }];
    const spans = [{ id: spanId, trace_id: traceId, type: "llm", start_time: START, usage: { total_tokens: 3 } }];

    expect(await viewer.opik("POST", "/traces/batch", { traces })).toMatchObject({ status: 204, text: "" });
    expect(await viewer.opik("POST", "/spans/batch", { spans })).toMatchObject({ status: 204, text: "" });
    const created = await viewer.opik("POST", "/traces", { id: oneId, start_time: START });
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toContain(oneId);
    expect(await trace(traceId)).toMatchObject({ id: traceId, name: "ask", thread_id: "t", project_name: "p" });
    expect(await trace(traceId)).toMatchObject({ span_count: 1, llm_span_count: 1, usage: { total_tokens: 3 } });
    expect(await span(spanId)).toMatchObject({ trace_id: traceId, type: "llm", usage: { total_tokens: 3 } });
    expect(await trace(oneId)).toMatchObject({ id: oneId, project_name: "Default Project" });
  });

  it("a record without an id is given one", async () => {
    const created = await viewer.opik("POST", "/traces", { start_time: START, name: "nameless" });

    const id = created.headers.get("location")?.split("/").at(-1) ?? "";
    expect(await trace(id)).toMatchObject({ name: "nameless" });
  });

  it("a newer batch replaces a record whole, and an older one does not", async () => {
    const id = newId();
    const write = (fields: object) =>
      viewer.opik("POST", "/traces/batch", { traces: [{ id, start_time: START, ...fields }] });

    await write({ name: "second", tags: ["b"], last_updated_at: LATER });
    await write({ name: "first", tags: ["a"], input: { q: 1 }, last_updated_at: START });
    expect(await trace(id)).toMatchObject({ name: "second", tags: ["b"] });
    await write({ name: "third" });
    expect(await trace(id)).toMatchObject({ name: "third" });
    expect(await trace(id)).not.toHaveProperty("tags");
  });

  it.each([["a text"], [[1, { a: null }]], [7], [false]])(
    "keep metadata that is no object, such as %j, also when an update names other fields",
    async (metadata) => {
      const [traceId, spanId] = [newId(), newId()];
      await viewer.opik("POST", "/traces", { id: traceId, start_time: START, metadata });
      await viewer.opik("POST", "/spans", { id: spanId, trace_id: traceId, start_time: START });
      await viewer.opik("PATCH", `/traces/${traceId}`, { output: { a: 1 } });
      await viewer.opik("PATCH", `/spans/${spanId}`, { trace_id: traceId, metadata });
      await viewer.opik("PATCH", `/spans/${spanId}`, { trace_id: traceId, end_time: LATER });

      expect(await trace(traceId)).toMatchObject({ metadata, output: { a: 1 } });
      expect(await span(spanId)).toMatchObject({ metadata, end_time: LATER });
      expect((await viewer.page(`/traces/${traceId}`)).status).toBe(200);
      expect((await viewer.page(`/traces/${traceId}/spans/${spanId}`)).status).toBe(200);
    },
  );

  it("replace by an update those fields alone that it names, each of them whole", async () => {
    const [traceId, spanId] = [newId(), newId()];
    await viewer.opik("POST", "/traces", { id: traceId, start_time: START, name: "ask", metadata: { a: 1, b: 2 } });
    await viewer.opik("POST", "/spans", { id: spanId, trace_id: traceId, start_time: START, model: "m" });

    const updated = [
      await viewer.opik("PATCH", `/traces/${traceId}`, { end_time: LATER, metadata: { a: 3 } }),
      await viewer.opik("PATCH", `/spans/${spanId}`, { trace_id: traceId, output: { text: "hi" } }),
    ];

    expect(updated.map(({ status }) => status)).toEqual([204, 204]);
    expect(await trace(traceId)).toMatchObject({ name: "ask", end_time: LATER, metadata: { a: 3 } });
    expect(await trace(traceId)).not.toHaveProperty("metadata.b");
    expect(await span(spanId)).toMatchObject({ model: "m", output: { text: "hi" } });
  });

  it("an update can add tags and remove them", async () => {
    const id = newId();
    await viewer.opik("POST", "/traces", { id, start_time: START, tags: ["a", "b"] });

    await viewer.opik("PATCH", `/traces/${id}`, { tags_to_add: ["c"], tags_to_remove: ["a"] });

    expect(await trace(id)).toMatchObject({ tags: ["b", "c"] });
  });

  it.each([
    ["replaced", false, ["new"]],
    ["merged", true, ["old", "new"]],
  ])("one update changes all known records that it names, tags %s", async (_, mergeTags, tags) => {
    const ids = [newId(), newId()];
    for (const id of ids) await viewer.opik("POST", "/traces", { id, start_time: START, name: id, tags: ["old"] });
    const body = { ids: [...ids, newId()], update: { tags: ["new"], environment: "dev" }, merge_tags: mergeTags };

    expect((await viewer.opik("PATCH", "/traces/batch", body)).status).toBe(204);
    for (const id of ids) expect(await trace(id)).toMatchObject({ name: id, tags, environment: "dev" });
  });

  it("an update that comes before its record is kept, and the record completes it", async () => {
    const [batched, single] = [newId(), newId()];
    for (const id of [batched, single]) {
      expect((await viewer.opik("PATCH", `/traces/${id}`, { output: { a: 1 }, end_time: LATER })).status).toBe(204);
      expect(await trace(id)).toMatchObject({ output: { a: 1 } });
    }

    await viewer.opik("POST", "/traces/batch", { traces: [{ id: batched, start_time: START, name: "late" }] });
    expect((await viewer.opik("POST", "/traces", { id: single, start_time: START, name: "late" })).status).toBe(201);

    for (const id of [batched, single]) {
      const whole = { name: "late", start_time: START, end_time: LATER, output: { a: 1 } };
      expect(await trace(id)).toMatchObject(whole);
    }
  });

  it("updates of one record that are sent at once are all kept", async () => {
    const id = newId();
    await viewer.opik("POST", "/traces", { id, start_time: START });

    await Promise.all(
      ["a", "b", "c", "d", "e"].map((tag) => viewer.opik("PATCH", `/traces/${id}`, { tags_to_add: [tag] })),
    );

    expect(await trace(id)).toMatchObject({ tags: expect.arrayContaining(["a", "b", "c", "d", "e"]) as unknown });
  });

  it("a trace that is known is refused, and a span that is known is left as it is", async () => {
    const [traceId, spanId] = [newId(), newId()];
    await viewer.opik("POST", "/traces", { id: traceId, start_time: START, name: "first" });
    await viewer.opik("POST", "/spans", { id: spanId, trace_id: traceId, start_time: START, name: "first" });

    expect((await viewer.opik("POST", "/traces", { id: traceId, start_time: START, name: "again" })).status).toBe(409);
    const again = { id: spanId, trace_id: traceId, start_time: START, name: "again" };
    expect((await viewer.opik("POST", "/spans", again)).status).toBe(201);
    expect(await trace(traceId)).toMatchObject({ name: "first" });
    expect(await span(spanId)).toMatchObject({ name: "first" });
  });

  it("an update that would move a record elsewhere is refused", async () => {
    const [traceId, spanId, parentId] = [newId(), newId(), newId()];
    const place = { trace_id: traceId, parent_span_id: parentId, project_name: "Here" };
    await viewer.opik("POST", "/spans", { id: spanId, start_time: START, ...place });
    const update = async (fields: object) => (await viewer.opik("PATCH", `/spans/${spanId}`, fields)).status;

    expect(await update({ ...place, project_name: "here" })).toBe(204);
    expect(await update({ ...place, project_name: "there" })).toBe(409);
    expect(await update({ ...place, trace_id: newId() })).toBe(409);
    expect(await update({ ...place, parent_span_id: newId() })).toBe(409);
    expect(await update({ trace_id: traceId })).toBe(409);
  });

  it("spans whose trace and parent nobody knows are accepted", async () => {
    const [id, traceId] = [newId(), newId()];
    const spans = [{ id, trace_id: traceId, parent_span_id: newId(), start_time: START }];

    expect((await viewer.opik("POST", "/spans/batch", { spans })).status).toBe(204);
    expect((await viewer.page(`/traces/${traceId}`)).body).toMatchObject({ row: { id: traceId }, spans: [{ id }] });
  });

  it("traces are deleted with their spans, and single spans cannot be deleted", async () => {
    const [one, other, spanId] = [newId(), newId(), newId()];
    const traces = [one, other].map((id) => ({ id, start_time: START }));
    await viewer.opik("POST", "/traces/batch", { traces });
    await viewer.opik("POST", "/spans", { id: spanId, trace_id: one, start_time: START });
    await viewer.opik("PUT", `/spans/${spanId}/feedback-scores`, { name: "good", value: 1, source: "sdk" });

    expect((await viewer.opik("DELETE", `/spans/${spanId}`)).status).toBe(501);
    expect((await viewer.opik("DELETE", `/traces/${one}`)).status).toBe(204);
    expect((await viewer.opik("POST", "/traces/delete", { ids: [other] })).status).toBe(204);

    expect((await viewer.opik("GET", `/traces/${one}`)).status).toBe(404);
    expect((await viewer.opik("GET", `/traces/${other}`)).status).toBe(404);
    expect((await viewer.opik("GET", `/spans/${spanId}`)).status).toBe(404);
    expect(await viewer.store.findScores("span", [spanId])).toEqual([]);
  });
});
