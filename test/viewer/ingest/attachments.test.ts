import { RunnableLambda } from "@langchain/core/runnables";
import { Opik } from "opik";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { OpikCallbackHandler } from "../../../src/index.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import { ask, DATABASES, openTestViewer, type TestViewer } from "../support/test-viewer.js";

const START = "2026-01-01T00:00:00Z";
const BYTES = sampleMedia("image/png", 2_000);

function newId(): string {
  return uuidV7(Date.now() * 1000);
}

describe.each(DATABASES)("attachments of traces and spans, kept in $name", ({ open }) => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer({}, open);
  });
  afterAll(() => viewer.close());

  /** As the SDKs do: asks where to, puts the bytes there, and says that all is there. */
  async function upload(entityType: "trace" | "span", entityId: string, bytes = BYTES): Promise<void> {
    const fields = { file_name: "a b.png", mime_type: "image/png", entity_type: entityType, entity_id: entityId };
    const path = Buffer.from(viewer.apiUrl).toString("base64");
    const started = await viewer.opik("POST", "/attachment/upload-start", { ...fields, num_of_file_parts: 1, path });
    const { upload_id, pre_sign_urls } = started.body as { upload_id: string; pre_sign_urls: [string] };
    expect(upload_id).toBe("BEMinIO");
    expect(pre_sign_urls[0]).toMatch(new RegExp(`^${viewer.apiUrl}/v1/private/attachment/upload[?]`));
    expect((await fetch(pre_sign_urls[0], { method: "PUT", body: new Uint8Array(bytes) })).status).toBe(204);
    const done = { ...fields, file_size: bytes.length, upload_id, uploaded_file_parts: [] };
    expect((await viewer.opik("POST", "/attachment/upload-complete", done)).status).toBe(204);
  }

  const downloaded = async (entityType: "trace" | "span", entityId: string) => {
    const client = new Opik({ apiUrl: viewer.apiUrl });
    const path = Buffer.from(viewer.apiUrl).toString("base64");
    const { content = [] } = await client.api.attachments.attachmentList({
      projectId: newId(),
      entityType,
      entityId,
      path,
    });
    return Promise.all(
      content.map(async ({ fileName, fileSize, link = "" }) => {
        const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
        return { fileName, fileSize, isWhole: bytes.equals(BYTES) };
      }),
    );
  };

  it("attachments are accepted, listed and given back, and a later file of the same name replaces the first", async () => {
    const id = newId();
    await upload("trace", id, sampleMedia("image/png", 10));
    await upload("trace", id);

    expect(await downloaded("trace", id)).toEqual([{ fileName: "a b.png", fileSize: 2_000, isWhole: true }]);
    const body = { file_names: ["a b.png"], entity_type: "trace", entity_id: id };
    expect((await viewer.opik("POST", "/attachment/delete", body)).status).toBe(204);
    expect(await downloaded("trace", id)).toEqual([]);
  });

  it("attachments that arrive before their span belong to its trace once the span is there", async () => {
    const [traceId, spanId] = [newId(), newId()];
    await upload("span", spanId);
    expect(await viewer.store.findAttachments([traceId])).toEqual([]);

    await viewer.opik("POST", "/spans/batch", { spans: [{ id: spanId, trace_id: traceId, start_time: START }] });

    expect(await viewer.store.findAttachments([traceId])).toMatchObject([{ entityId: spanId, bytes: 2_000 }]);
    expect(await downloaded("span", spanId)).toMatchObject([{ isWhole: true }]);
    await viewer.opik("DELETE", `/traces/${traceId}`);
    expect(await downloaded("span", spanId)).toEqual([]);
  });

  it("attachments arrive from our own handler", async () => {
    const handler = new OpikCallbackHandler({ apiUrl: viewer.apiUrl, projectName: "media" });
    onTestFinished(() => handler.close().then(() => undefined));
    const image = sampleMedia("image/png", 300_000);
    await RunnableLambda.from((input: object) => Object.keys(input)).invoke(
      { image: `data:image/png;base64,${image.toString("base64")}` },
      { callbacks: [handler] },
    );
    expect(await handler.flush()).toMatchObject({ waiting: 0, dropped: {} });

    const { items } = await viewer.store.findTraces({ project: "media" });
    const [attachment] = await viewer.store.readAttachments(items[0]?.id ?? "");
    expect(attachment?.mimeType).toBe("image/png");
    expect(Buffer.from(attachment?.base64 ?? "", "base64").equals(image)).toBe(true);
  });

  it.each([
    ["an empty file", "PUT", `/attachment/upload?file_name=a&entity_type=trace&entity_id=${newId()}`, 400],
    ["no name", "PUT", `/attachment/upload?entity_type=trace&entity_id=${newId()}`, 422],
    ["no id", "PUT", "/attachment/upload?file_name=a&entity_type=trace&entity_id=x", 400],
    ["no entity", "GET", `/attachment/list?entity_id=${newId()}`, 400],
    ["no such file", "GET", `/attachment/download?file_name=a&entity_type=trace&entity_id=${newId()}`, 404],
  ])("an attachment is refused where there is %s", async (_, method, path, status) => {
    expect((await ask(`${viewer.apiUrl}/v1/private${path}`, { method })).status).toBe(status);
  });
});
