import { describe, expect, it } from "vitest";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { attachmentName, attachmentText } from "../../support/opik-server/attachment-texts.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function storedAttachments(database: () => TestDatabase): void {
  describe("attachments", () => {
    const image = sampleMedia("image/png", 300_001);

    it("attachments are found with their trace, byte by byte, however often they are written", async () => {
      const store = await openTestStore(database());
      const records = [traceText(0), attachmentText(1, image), attachmentText(2)];
      expect(await store.put(...records)).toEqual({ stored: 3, refused: 0, unreadable: 0 });
      await store.put(...records);

      const found = await store.readAttachments(testId(0));
      expect(found.map(({ name, mimeType, entityType }) => [name, mimeType, entityType])).toEqual([
        [attachmentName(1), "image/png", "trace"],
        [attachmentName(2), "image/png", "trace"],
      ]);
      expect(found[0]).toMatchObject({ bytes: 300_001, entityId: testId(0), base64: image.toString("base64") });
      expect(await store.readAttachments(testId(7))).toEqual([]);
      expect(await store.readAttachments("no id")).toEqual([]);
    });

    it("attachments without bytes, a name or an entity are not stored", async () => {
      const store = await openTestStore(database());
      const { id } = attachmentText(1);
      const whole = { id, entity_id: testId(0), trace_id: testId(0), file_name: "a.png", data: "AAAA" };
      const bad = [{ data: "" }, { data: "n o base64!" }, { file_name: 7 }, { entity_id: "x" }, { trace_id: null }];

      expect(
        await store.write(
          "attachment",
          bad.map((fields) => ({ ...whole, ...fields })),
        ),
      ).toMatchObject({
        stored: 0,
        unreadable: bad.length,
      });
    });

    it("attachments are listed without their data, and read one at a time with their project", async () => {
      const store = await openTestStore(database());
      const attachments = [attachmentText(1, image), attachmentText(2)];
      await store.put(traceText(0, { project_name: "tests" }), ...attachments);

      const listed = await store.findAttachments([testId(0), testId(7), "no id"]);
      expect(listed.map(({ name, bytes }) => [name, bytes])).toEqual([
        [attachmentName(1), 300_001],
        [attachmentName(2), 7],
      ]);
      expect(listed[0]).not.toHaveProperty("base64");
      for (const { id, json } of attachments) expect(await store.readAttachment(id)).toEqual(JSON.parse(json));
      expect(await store.findAttachments([])).toEqual([]);
      expect([await store.readAttachment(testId(7)), await store.readAttachment("no id")]).toEqual([
        undefined,
        undefined,
      ]);
    });

    it("attachments are deleted with what is past retention, and with their trace or span whenever they came", async () => {
      const store = await openTestStore(database());
      const today = (number: number) => uuidV7(Date.now() * 1000 + number);
      const late = (number: number, entity_id: string) => {
        const record: object = JSON.parse(attachmentText(number).json) as object;
        return { ...record, id: today(number), entity_id, entity_type: entity_id === testId(0) ? "trace" : "span" };
      };
      const kept = { start_time: new Date().toISOString() };
      await store.put(traceText(0), spanText(8), spanText(9, kept), attachmentText(1));
      await store.write("attachment", [late(2, testId(0)), late(3, testId(8)), late(4, testId(9))]);

      expect(await store.deleteOlderThan(1)).toEqual({ traces: 1, spans: 1 });
      expect((await store.readAttachments(testId(0))).map(({ name }) => name)).toEqual([attachmentName(4)]);
    });
  });
}
