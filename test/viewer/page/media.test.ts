import { expect, it } from "vitest";
import type { TraceRecord } from "../../../src/records/record.js";
import { describeInBrowser } from "./support/chromium.js";
import { pageWorld } from "./support/page-world.js";

const TRACE_ID = "01890000-0000-7000-8000-000000000001";
const NAME = "input-attachment-1-1767225600000-sdk.png";

/** One pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** A tenth of a second of silence. */
const WAV = silence(800);

const TRACE: TraceRecord = {
  id: TRACE_ID,
  name: "seen and heard",
  start_time: "2026-01-01T00:00:00.000000Z",
  end_time: "2026-01-01T00:00:01.000000Z",
  last_updated_at: "2026-01-01T00:00:01.000000Z",
  source: "sdk",
  input: {
    messages: [
      { role: "user", content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } }] },
      { role: "user", content: [{ type: "image_url", image_url: { url: `[${NAME}]` } }] },
      { role: "user", content: [{ type: "input_audio", input_audio: { data: WAV, format: "wav" } }] },
    ],
  },
};

describeInBrowser("media of a message", () => {
  const world = pageWorld();

  it("images and sounds of a message are shown whether they are in the record or attached", async () => {
    world.book.write([TRACE], []);
    world.book.attachments.push({
      ...{ id: "01890000-0000-7000-8000-00000000000a", traceId: TRACE_ID, entityType: "trace", entityId: TRACE_ID },
      ...{ name: NAME, mimeType: "image/png", bytes: 70, content: Buffer.from(PNG, "base64") },
    });
    const page = await world.open(`/traces/${TRACE_ID}`);
    const widths = "[...document.images].map((image) => image.complete && image.naturalWidth)";
    await expect.poll(() => page.evaluate(widths)).toEqual([1, 1]);
    const seconds = "document.querySelector('audio')?.duration";
    await expect.poll(() => page.evaluate(seconds)).toBeCloseTo(0.1);
  });
});

/** A WAV file of so many samples, 8,000 of which are a second, as base64. */
function silence(samples: number): string {
  const file = Buffer.alloc(44 + samples, 0x80);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8_000, 24);
  file.writeUInt32LE(8_000, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples, 40);
  return file.toString("base64");
}
