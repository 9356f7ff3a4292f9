import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { spanText, testId } from "../../support/opik-server/record-texts.js";
import { letTimePass } from "../../support/time/let-time-pass.js";

/** A process that ends before its records are sent. */
async function leave({ openDelivery }: TestDelivery, apiKey: string | undefined, number: number): Promise<void> {
  const delivery = openDelivery({ apiKey });
  delivery.accept(spanText(number));
  delivery.processEnd.keep();
  await delivery.close(1_000);
}

describe("records on disk of several API keys", () => {
  it("records on disk are sent with their own key alone, and those of other keys are reported once", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    await leave(world, "key-of-tenant-a", 1);
    await leave(world, "key-of-tenant-b", 2);
    const later = world.openDelivery({ apiKey: "key-of-tenant-b" });
    later.accept(spanText(3));
    await letTimePass(world.clock, () => later.health().replayed === 1 && world.server.spans.length === 2);
    await later.replay();

    expect(world.server.spans.map(({ id }) => id).sort()).toEqual([testId(2), testId(3)]);
    expect(new Set(world.server.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set(["key-of-tenant-b"]),
    );
    const told = world.problems.filter(({ kind }) => kind === "other_keys");
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toMatch(/^1 record\(s\) for Opik at .* wait on disk under another API key.*--any-key/);
  });

  it("records on disk of a key are kept apart from those without a key", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    await leave(world, undefined, 1);
    const keyed = world.openDelivery();
    await keyed.replay();
    expect(world.server.requests).toEqual([]);
    const keyless = world.openDelivery({ apiKey: undefined });
    await keyless.replay();
    expect(keyless.health()).toMatchObject({ replayed: 1 });
  });

  it("records on disk are kept apart by a header that replaces the key", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    const one = world.openDelivery({ headers: { Authorization: "Bearer one" } });
    one.accept(spanText(1));
    one.processEnd.keep();
    await world.openDelivery({ headers: { Authorization: "Bearer other" } }).replay();
    expect(world.server.requests).toEqual([]);
    await world.openDelivery({ headers: { authorization: "Bearer one" } }).replay();
    expect(world.server.spans).toHaveLength(1);
  });

  it("the key is never written to disk", async () => {
    const disk = testDisk();
    const world = await startTestDelivery({ settings: { disk } });
    await leave(world, "key-of-tenant-a", 1);
    const names = readdirSync(disk.dir ?? "", { recursive: true, encoding: "utf8" });
    const texts = names
      .filter((name) => /\.(json|ndjson)$/.test(name))
      .map((name) => readFileSync(join(disk.dir ?? "", name), "utf8"));
    expect(texts).toHaveLength(2);
    expect([...names, ...texts].join("\n")).not.toContain("tenant");
    expect(texts.join("\n")).toMatch(/"account":"[0-9a-f]{12}"/);
  });
});
