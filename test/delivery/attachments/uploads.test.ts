import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replayAll } from "../../support/delivery/replay-all.js";
import { startTestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { attachmentName, attachmentText } from "../../support/opik-server/attachment-texts.js";
import { spanText, traceText } from "../../support/opik-server/record-texts.js";
import { letTimePass } from "../../support/time/let-time-pass.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";

const MEGABYTE = 1_000_000;

describe("uploads of attachments", () => {
  it("an attachment arrives whole in the server's own storage, whose requests carry the key", async () => {
    const { server, sink } = await startTestDelivery();
    const bytes = sampleMedia("image/png", 400_000);
    sink.accept(attachmentText(1, bytes));

    expect(await sink.flush()).toMatchObject({ delivered: 1, dropped: {} });
    const [received] = server.attachments;
    expect(received).toMatchObject({
      entityType: "trace",
      projectName: "tests",
      fileName: attachmentName(1),
      mimeType: "image/png",
    });
    expect(received?.bytes.equals(bytes)).toBe(true);
    expect(server.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ["POST", "the-secret-key"],
      ["PUT", "the-secret-key"],
    ]);
    expect(server.violations).toEqual([]);
  });

  it.each([
    ["one part", 300_000, 1],
    ["several parts", 12 * MEGABYTE, 3],
    ["parts of exactly the least size", 10 * 1024 * 1024, 2],
  ])("an attachment arrives whole in a storage like Amazon S3, without the key: %s", async (_, size, parts) => {
    const { server, sink } = await startTestDelivery({ storage: "s3" });
    const bytes = sampleMedia("image/png", size);
    sink.accept(attachmentText(1, bytes));

    expect(await sink.flush()).toMatchObject({ delivered: 1, dropped: {} });
    expect(server.attachments[0]?.bytes.equals(bytes)).toBe(true);
    expect(server.violations).toEqual([]);
    const complete: unknown = JSON.parse(server.requests.at(-1)?.text ?? "");
    expect(complete).toMatchObject({
      uploaded_file_parts: Array.from({ length: parts }, (_part, index) => ({
        e_tag: ANY_TEXT,
        part_number: index + 1,
      })),
    });
  });

  it("an attachment arrives after the traces and spans that came with it", async () => {
    const { server, sink } = await startTestDelivery({ settings: { concurrency: 1 } });
    for (const record of [attachmentText(3), traceText(1), spanText(2)]) sink.accept(record);

    await sink.flush();
    expect(server.requests.map(({ path }) => path.replace(/\?.*/, ""))).toEqual([
      "/v1/private/traces/batch",
      "/v1/private/spans/batch",
      "/v1/private/attachment/upload-start",
      "/v1/private/attachment/upload",
    ]);
  });
});

describe("a server that is down", () => {
  it("a server that was down receives the attachments later, from disk", async () => {
    const test = await startTestDelivery({
      settings: { disk: testDisk() },
      answerUpload: () => (isDown ? { status: 503 } : undefined),
    });
    let isDown = true;
    const { server, clock, sink } = test;
    const images = [1, 2, 3].map((number) => sampleMedia("image/png", 50_000, number));
    for (const [index, image] of images.entries()) sink.accept(attachmentText(index + 1, image));
    const flushed = sink.flush({ timeoutMs: 600_000 });
    let result: Awaited<typeof flushed> | undefined;
    void flushed.then((one) => {
      result = one;
    });
    await letTimePass(clock, () => result !== undefined, 10);
    expect(result).toMatchObject({ delivered: 0, spooled: 3, waiting: 0, dropped: {} });
    expect(server.attachments).toEqual([]);

    isDown = false;
    await replayAll(test);
    const arrived = server.attachments.filter(({ fileName }) => fileName.startsWith("input-attachment"));
    expect(arrived.map(({ fileName }) => fileName).sort()).toEqual([1, 2, 3].map(attachmentName));
    for (const [index, image] of images.entries()) {
      const found = arrived.find(({ fileName }) => fileName === attachmentName(index + 1));
      expect(found?.bytes.equals(image)).toBe(true);
    }
    expect(server.violations).toEqual([]);
  });

  it("hanging uploads keep no attachment from its copy on disk, though only some requests may be uploads", async () => {
    const { clock, sink, settings } = await startTestDelivery({
      settings: { disk: testDisk(), maxWaitMs: 0, requestTimeoutMs: 600_000_000 },
      answerUpload: () => "never",
    });
    for (const number of [1, 2, 3, 4, 5, 6]) sink.accept(attachmentText(number));

    await letTimePass(clock, () => copiesIn(settings.disk?.dir) === 6, 10);
    expect(sink.health()).toMatchObject({ queue: { records: 6 }, dropped: {} });
  });

  it("attachments for a server that is down are dropped with a reason where there is no disk", async () => {
    const { clock, sink } = await startTestDelivery({ answerUpload: () => ({ status: 503 }) });
    sink.accept(attachmentText(1));
    // The tries take real time, in which this clock goes far.
    const closed = sink.flush({ timeoutMs: Number.POSITIVE_INFINITY });
    let result: Awaited<typeof closed> | undefined;
    void closed.then((one) => {
      result = one;
    });
    await letTimePass(clock, () => result !== undefined, 1_000);

    expect(result).toMatchObject({ delivered: 0, dropped: { unreachable: 1 } });
  });
});

/** How many attachments have a whole copy on disk. */
function copiesIn(folder = ""): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.attachment\..*\.claim$/.test(name)).length;
}

describe("a server without attachments", () => {
  it.each([404, 405, 501])(
    "a server that answers uploads with status %d still receives traces, and each attachment is counted",
    async (status) => {
      const { server, sink } = await startTestDelivery({ answerUpload: () => ({ status }) });
      for (const number of [1, 2, 3, 4, 5, 6, 7]) sink.accept(attachmentText(number));
      await sink.flush();
      sink.accept(traceText(10));

      expect(await sink.flush()).toMatchObject({ delivered: 1 });
      expect(server.traces).toHaveLength(1);
      const { dropped, breaker } = sink.health();
      expect(dropped).toEqual({ refused: 7 });
      expect(breaker).toBe("closed");
    },
  );
});

describe("a storage that fails", () => {
  it("an upload to a failing storage is tried again, and delays no traces", async () => {
    let failures = 2;
    const { server, clock, sink } = await startTestDelivery({
      storage: "s3",
      answerUpload: (step) =>
        step === "part" && failures-- > 0 ? { status: 500, body: "presigned-secret" } : undefined,
    });
    sink.accept(attachmentText(1));
    sink.accept(traceText(2));
    let isFlushed = false;
    const flushed = sink.flush({ timeoutMs: 600_000 });
    void flushed.then(() => {
      isFlushed = true;
    });
    await letTimePass(clock, () => isFlushed, 10);

    expect(await flushed).toMatchObject({ delivered: 2, dropped: {} });
    expect(server.attachments).toHaveLength(1);
    expect(server.violations).toEqual([]);
  });

  it("a failing storage never opens the breaker, and its addresses are in no message", async () => {
    const { server, clock, sink, problems } = await startTestDelivery({
      storage: "s3",
      settings: { breakerFailures: 2 },
      answerUpload: (step) => (step === "part" ? { status: 403, body: "<Error>presigned-secret</Error>" } : undefined),
    });
    for (const number of [1, 2, 3]) sink.accept(attachmentText(number));
    let isFlushed = false;
    void sink.flush({ timeoutMs: 600_000 }).then(() => {
      isFlushed = true;
    });
    await letTimePass(clock, () => isFlushed, 10);
    sink.accept(traceText(4));

    expect(await sink.flush()).toMatchObject({ delivered: 1 });
    expect(sink.health()).toMatchObject({ breaker: "closed", dropped: { unreachable: 3 } });
    expect(JSON.stringify([problems, sink.health()])).not.toContain("presigned-secret");
    expect(server.traces).toHaveLength(1);
  });
});

describe("unusable answers to the start of an upload", () => {
  const urls = (...pre_sign_urls: readonly unknown[]) => ({ upload_id: "BEMinIO", pre_sign_urls });

  it.each<[string, unknown]>([
    ["another host, for the key", urls("http://127.0.0.1:9/v1/private/attachment/upload?x=presigned-secret")],
    ["another scheme", { upload_id: "u", pre_sign_urls: ["ftp://127.0.0.1/presigned-secret"] }],
    ["a file of the machine", { upload_id: "u", pre_sign_urls: ["file:///etc/passwd"] }],
    ["no address", { upload_id: "u", pre_sign_urls: ["presigned-secret"] }],
    ["an address with a login", { upload_id: "u", pre_sign_urls: ["http://me:presigned-secret@127.0.0.1/"] }],
    ["too many addresses", { upload_id: "u", pre_sign_urls: Array.from({ length: 50 }, () => "http://127.0.0.1:9/") }],
    ["none", { upload_id: "u", pre_sign_urls: [] }],
    ["no list", { upload_id: "u", pre_sign_urls: { length: 1, 0: "http://127.0.0.1:9/" } }],
    ["numbers", urls(7)],
    ["no id", { pre_sign_urls: ["http://127.0.0.1:9/"] }],
    ["nothing", undefined],
    ["a very long one", { upload_id: "u", pre_sign_urls: [`http://127.0.0.1:9/${"a".repeat(1_000_000)}`] }],
  ])("an answer to the start of an upload is refused for that attachment alone: %s", async (_, body) => {
    const { server, sink, problems } = await startTestDelivery({
      answerUpload: (step) => (step === "start" ? { status: 200, body } : undefined),
    });
    sink.accept(attachmentText(1));
    sink.accept(traceText(2));

    expect(await sink.flush()).toMatchObject({ delivered: 1, dropped: { refused: 1 } });
    expect(server.requests.filter(({ method }) => method === "PUT")).toEqual([]);
    expect(sink.health().breaker).toBe("closed");
    expect(JSON.stringify([problems, sink.health()])).not.toContain("presigned-secret");
  });
});

const LITTLE_ROOM = { maxQueueBytes: 1_000_000, maxWaitMs: 600_000 };

describe("memory for attachments", () => {
  it("attachments never take memory from traces and spans", async () => {
    const { sink } = await startTestDelivery({ settings: LITTLE_ROOM });
    for (const number of [1, 2, 3, 4, 5])
      sink.accept(attachmentText(number, sampleMedia("image/png", 180_000, number)));
    sink.accept(traceText(9, { input: { text: "a".repeat(200_000) } }));

    expect(sink.health()).toMatchObject({ queue: { records: 4 }, dropped: { queue_full: 2 } });
    expect(await sink.flush()).toMatchObject({ delivered: 4 });
  });

  it("an attachment that the queue has no room for is held until it is on disk, without blocking the program", async () => {
    const disk = testDisk();
    const { server, sink, delivery } = await startTestDelivery({ settings: { disk, ...LITTLE_ROOM } });
    for (const number of [1, 2, 3, 4, 5])
      sink.accept(attachmentText(number, sampleMedia("image/png", 180_000, number)));

    expect(sink.health()).toMatchObject({ queue: { records: 5 }, spooled: 0 });
    expect(readdirSync(disk.dir ?? "")).toEqual([]);
    expect(await sink.flush()).toEqual({ delivered: 3, spooled: 2, waiting: 0, dropped: {} });
    await delivery.replay();
    expect(server.attachments).toHaveLength(5);
  });

  it("attachments never exceed the memory limit: above it the program waits for the disk", async () => {
    const settings = { disk: testDisk(), ...LITTLE_ROOM, maxMemoryBytes: 1_000_000 };
    const { server, sink, delivery } = await startTestDelivery({ settings });
    for (const number of [1, 2, 3, 4, 5])
      sink.accept(attachmentText(number, sampleMedia("image/png", 180_000, number)));

    const { queue, spooled } = sink.health();
    expect(queue.bytes).toBeLessThanOrEqual(1_000_000);
    expect(queue.records + spooled).toBe(5);
    await sink.flush();
    await delivery.replay();
    expect(server.attachments).toHaveLength(5);
  });
});
