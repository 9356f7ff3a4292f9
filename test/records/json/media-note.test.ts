import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";

const MAX_MEDIA_LENGTH = 2_000;
const writer = createJsonWriter({ maxFieldLength: 1_000_000, maxMediaLength: MAX_MEDIA_LENGTH });
const written = (value: unknown): unknown => JSON.parse(writer.write(value));

/** Base64 of 3,000 bytes that begin as given and go on as compressed data does. */
function base64Of(head: string): string {
  const bytes = Buffer.alloc(3_000);
  for (let index = 0; index < bytes.length; index++) bytes[index] = (index * 167 + (index >> 3) * 29) % 256;
  bytes.write(head, "latin1");
  return bytes.toString("base64");
}

describe("base64 media above the limit", () => {
  it.each([
    ["image/png", "\x89PNG\r\n\x1a\n"],
    ["image/jpeg", "\xff\xd8\xff\xe0"],
    ["image/gif", "GIF89a"],
    ["image/webp", "RIFF\x00\x00\x00\x00WEBP"],
    ["audio/wav", "RIFF\x00\x00\x00\x00WAVE"],
    ["audio/mpeg", "ID3\x04"],
    ["audio/mpeg", "\xff\xfb\x90\x64"],
    ["application/pdf", "%PDF-1.7"],
    ["unknown type", "\x01\x02\x03"],
  ])("base64 media above the limit becomes a note of its type and size: %s", (type, head) => {
    expect(written({ data: base64Of(head) })).toEqual({ data: `[${type}, 4.0 kB of base64 left out]` });
  });

  it.each([
    ["data:image/png;base64,", "image/png"],
    ["data:audio/wav;codecs=1;base64,", "audio/wav"],
    ["data:;base64,", "data"],
  ])("base64 media above the limit is recognised by its data URI: %s", (head, type) => {
    expect(written(head + base64Of("\x01"))).toBe(`[${type}, 4.0 kB of base64 left out]`);
  });

  it("base64 media above the limit is recognised when it is wrapped into lines", () => {
    const lines = base64Of("%PDF-1.7").replace(/.{76}/g, "$&\r\n");
    expect(written(lines)).toMatch(/^\[application\/pdf, /);
  });
});

describe("what is not media above the limit", () => {
  it.each([
    ["a small image", `data:image/png;base64,${base64Of("\x89PNG").slice(0, 400)}`],
    ["long prose", "The quick brown fox jumps over 13 lazy dogs. ".repeat(200)],
    ["a run of one letter", "a".repeat(5_000)],
    ["a hex dump", "0123456789abcdef".repeat(400)],
    ["a long path", `/9j/${"some folder/".repeat(400)}`],
  ])("what is not media above the limit is kept: %s", (_title, text) => {
    expect(written(text)).toBe(text);
  });
});
