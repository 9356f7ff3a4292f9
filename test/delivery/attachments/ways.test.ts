import { readdirSync } from "node:fs";
import { Opik } from "opik";
import { expect, it, onTestFinished } from "vitest";
import { createFetchTransport } from "../../../src/delivery/http/fetch-transport.js";
import { createOpikExporter } from "../../../src/delivery/http/opik-exporter.js";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { systemClock } from "../../../src/runtime/system-clock.js";
import { replayAll } from "../../support/delivery/replay-all.js";
import { startTestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { testSettings } from "../../support/delivery/test-delivery-settings.js";
import { attachmentName, attachmentText } from "../../support/opik-server/attachment-texts.js";
import { testId } from "../../support/opik-server/record-texts.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { sampleMedia } from "../../support/traces/sample-media.js";

it.each(["own", "s3"] as const)(
  "an attachment arrives whole with the runtime's fetch (storage: %s)",
  async (storage) => {
    const server = await startRecordingOpikServer({ storage });
    onTestFinished(() => server.close());
    const exporter = createOpikExporter(createFetchTransport(testSettings(server.url)), systemClock);
    const image = sampleMedia("image/png", 6_000_000);

    const batch = { kind: "attachment", records: [attachmentText(1, image)] } as const;
    expect(await exporter.export(batch, new AbortController().signal)).toEqual({ kind: "accepted" });
    expect(server.attachments.map(({ bytes }) => bytes.equals(image))).toEqual([true]);
    expect(server.violations).toEqual([]);
  },
);

it("an attachment of a process that was killed is sent by the next process", async () => {
  const disk = { ...testDisk(), durable: true };
  const test = await startTestDelivery({ settings: { disk, maxWaitMs: 600_000 } });
  const image = sampleMedia("image/png", 400_000);
  // Nobody flushes or closes it: what is on disk is all that is left.
  test.sink.accept(attachmentText(1, image));
  const names = readdirSync(disk.dir ?? "", { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => name.includes(".attachment."))).toHaveLength(1);

  await test.delivery.close(0);
  await replayAll(test);
  const [arrived] = test.server.attachments.filter(({ fileName }) => fileName === attachmentName(1));
  expect(arrived?.bytes.equals(image)).toBe(true);
});

it("the requests that begin and complete an upload are those of Opik's own client", async () => {
  const { server, sink } = await startTestDelivery({ storage: "s3" });
  const bytes = sampleMedia("image/png", 1_000);
  sink.accept(attachmentText(1, bytes));
  await sink.flush();
  const [ours, done] = server.requests.map(({ text }): unknown => JSON.parse(text));

  const sdk = new Opik({ apiUrl: server.url, apiKey: "the-secret-key", workspaceName: "team" });
  const fields = {
    fileName: attachmentName(1),
    mimeType: "image/png",
    projectName: "tests",
    entityType: "trace",
    entityId: testId(0),
  } as const;
  const path = Buffer.from(server.url).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  const started = await sdk.api.attachments.startMultiPartUpload({ ...fields, numOfFileParts: 1, path });
  const tag = await putPart(started.preSignUrls[0] ?? "", bytes);
  await sdk.api.attachments.completeMultiPartUpload({
    ...fields,
    fileSize: bytes.length,
    uploadId: started.uploadId,
    uploadedFileParts: [{ eTag: tag, partNumber: 1 }],
  });
  const [theirs, theirsDone] = server.requests.slice(-2).map(({ text }): unknown => JSON.parse(text));

  expect(ours).toEqual(theirs);
  expect(done).toEqual({ ...asJsonObject(theirsDone), upload_id: "upload-1" });
  expect(server.attachments).toHaveLength(2);
  expect(server.violations).toEqual([]);
});

async function putPart(url: string, bytes: Buffer): Promise<string> {
  const { headers } = await fetch(url, { method: "PUT", body: Uint8Array.from(bytes) });
  return headers.get("etag") ?? "";
}
