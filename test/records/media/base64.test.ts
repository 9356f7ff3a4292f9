import { describe, expect, it } from "vitest";
import { fromBase64, standardBase64 } from "../../../src/records/media/base64.js";
import { mediaOf } from "../../../src/records/media/media.js";
import { sampleMedia } from "../../support/traces/sample-media.js";

/** Of more than one piece in which it is read. */
const LONG = sampleMedia("image/png", 500_000).toString("base64");

describe("base64", () => {
  it.each([0, 1, 2, 3, 196_607, 196_608, 196_609, 393_216])("base64 of %d bytes is recognised", (size) => {
    const text = sampleMedia("image/png", size + 8)
      .subarray(8)
      .toString("base64");
    expect(standardBase64(text)).toBe(text);
    expect(fromBase64(text)).toHaveLength(size);
  });

  it("base64 in other forms is brought into the standard one", () => {
    const bytes = Buffer.from(LONG, "base64");
    const inLines = LONG.replaceAll(/.{76}/g, "$&\r\n");
    for (const other of [bytes.toString("base64url"), inLines, LONG.replace(/=+$/, "")]) {
      expect(standardBase64(other)).toBe(LONG);
    }
  });

  it.each([
    [
      "a letter beyond Latin-1 whose lower half is one of base64",
      (text: string) => `${text.slice(0, -8)}\u0141AAAAAAA`,
    ],
    ["a letter of Latin-1", (text: string) => `${text.slice(0, -8)}éAAAAAAA`],
    ["padding in the middle", (text: string) => `${text.slice(0, 1_000)}AA==${text.slice(1_000)}`],
    ["padding alone at its end", (text: string) => `${text.slice(0, -4)}A===`],
    ["a sign that is none", (text: string) => `${text.slice(0, 300_000)}!${text.slice(300_001)}`],
    ["a number of characters that no bytes have", (text: string) => `${text.replace(/=+$/, "").slice(0, 100_000)}A`],
  ])("what has %s is not base64", (_, change) => {
    expect(standardBase64(change(LONG))).toBeUndefined();
  });
});

describe("media", () => {
  it("media has a name of its own for each content and type", () => {
    const last = `${LONG.slice(0, -8)}AAAAAAAA`;
    const tokens = [mediaOf(LONG, "image/png"), mediaOf(last, "image/png"), mediaOf(LONG, "image/jpeg")].map(
      ({ token }) => token,
    );
    expect(new Set(tokens).size).toBe(3);
    expect(mediaOf(LONG, "image/png").token).toBe(tokens[0]);
  });
});
