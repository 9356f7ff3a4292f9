import { describe, expect, it } from "vitest";
import { createdMs, fileName, parseFileName, type SpoolFile, waiting } from "../../../src/delivery/spool/spool-file.js";

const ID = "019b7719-5c00-7abc-89ab-0123456789ab";
const BATCH = { id: ID, kind: "span", records: 1_000, bytes: 204_800 } as const;
const OWNER = { host: "9f86d081", pid: 4_711, birth: "60303ae2" };
const OWNED = { ...BATCH, owner: OWNER, sinceMs: 1_767_225_600_000 };

const FILES: readonly (readonly [string, SpoolFile])[] = [
  [`${ID}.span.1000.204800.ndjson`, { ...BATCH, state: "waiting" }],
  [`${ID}.trace.0.0.ndjson`, { ...BATCH, kind: "trace", records: 0, bytes: 0, state: "waiting" }],
  [`${ID}.attachment.1.9.ndjson`, { ...BATCH, kind: "attachment", records: 1, bytes: 9, state: "waiting" }],
  [`${ID}.span.1000.204800.refused-1767225600000.ndjson`, { ...BATCH, refusedMs: 1_767_225_600_000, state: "waiting" }],
  [`${ID}.span.1000.204800.1767225600000.9f86d081.4711.60303ae2.claim`, { ...OWNED, state: "claim" }],
  [`${ID}.span.1000.204800.1767225600000.9f86d081.4711.60303ae2.tmp`, { ...OWNED, state: "tmp" }],
  [`${ID}.span.1000.204800.1767225600000.9f86d081.4711.60303ae2.journal`, { ...OWNED, state: "journal" }],
  [
    `${ID}.span.1000.204800.refused-7.1767225600000.9f86d081.4711.0.claim`,
    { ...OWNED, owner: { ...OWNER, birth: "0" }, refusedMs: 7, state: "claim" },
  ],
];

describe("the name of a spool's file", () => {
  it.each(FILES)("the name %s is read as it was written", (name, file) => {
    expect(fileName(file)).toBe(name);
    expect(parseFileName(name)).toEqual(file);
    expect(fileName(waiting(file))).toMatch(/^019b7719-.*\.ndjson$/);
  });

  const [claim = ""] = FILES.map(([name]) => name).filter((name) => name.endsWith(".60303ae2.claim"));
  const parts = claim.split(".");
  const without = (at: number) => parts.filter((_, index) => index !== at).join(".");
  const withPart = (at: number, part: string) => parts.map((one, index) => (index === at ? part : one)).join(".");

  it.each([
    "",
    "target.json",
    `0${claim}`,
    `${claim}0`,
    `${claim}.ndjson`,
    ...parts.map((_, at) => without(at)),
    ...parts.map((_, at) => withPart(at, "")),
    ...parts.map((_, at) => withPart(at, "x")),
    ...[0, 9, 14, 19, 24].map((at) => `${claim.slice(0, at)}x${claim.slice(at + 1)}`),
    ...[1, 10, 15, 20, 25].map((at) => claim.slice(0, at) + claim.slice(at + 1)),
    ...["1".repeat(10), "-1", "1x"].map((records) => withPart(2, records)),
    ...["1".repeat(13), "-1", "1x"].map((bytes) => withPart(3, bytes)),
    ...["1".repeat(16), "-1", "1x"].map((sinceMs) => withPart(4, sinceMs)),
    ...["9f86d08", "9f86d0811", "9f86d08x"].map((host) => withPart(5, host)),
    ...["1".repeat(11), "-1", "1x"].map((pid) => withPart(6, pid)),
    ...["123456789", "6030x"].map((birth) => withPart(7, birth)),
    ...["refused-", "refused-x", "refused-1x", `refused-${"1".repeat(16)}`].map(
      (refused) => `${ID}.span.1.9.${refused}.ndjson`,
    ),
  ])("%j is no name of a spool's file", (name) => {
    expect(parseFileName(name)).toBeUndefined();
  });

  it("the name of a file says when its first record came", () => {
    expect(createdMs({ id: ID })).toBe(0x019b_7719_5c00);
  });
});
