import { describe, expect, it } from "vitest";
import { attachmentName, attachmentText } from "../../support/opik-server/attachment-texts.js";
import { testId, traceText } from "../../support/opik-server/record-texts.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function storedAttachments(database: () => TestDatabase): void {
  describe("attachments", () => {
    const image = sampleMedia("image/png", 300_001);

    it("are found with their trace, byte by byte, however often they are written", async () => {
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

    it("are no records without bytes, a name or what they are attached to", async () => {
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

    it("go with what is older than the retention", async () => {
      const store = await openTestStore(database());
      await store.put(traceText(0), attachmentText(1));

      expect(await store.deleteOlderThan(1)).toEqual({ traces: 1, spans: 0 });
      expect(await store.readAttachments(testId(0))).toEqual([]);
    });
  });
}
