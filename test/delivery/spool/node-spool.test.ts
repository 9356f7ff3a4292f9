import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createNodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { traceTexts } from "../../support/opik-server/record-texts.js";
import { claimAll, filesOf, idsOf, newSpans, openSpool, TARGET, temporaryFolder } from "./test-spool.js";

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe("batches on disk", () => {
  it("a batch is read back by another spool on the folder, record by record, in the same text", async () => {
    const dir = temporaryFolder();
    const records = newSpans(3);

    const write = await openSpool(dir).spool.keep({ kind: "span", records });

    const claim = await openSpool(dir).spool.claimOldest();
    expect(write).toEqual({ kind: "written", ids: claim?.files.map(({ id }) => id) });
    expect({ kind: claim?.kind, records: claim?.records }).toEqual({ kind: "span", records });
  });

  it("a batch is one NDJSON file, named by its kind, records and bytes, for its owner alone", async () => {
    const { spool } = openSpool(temporaryFolder());
    const records = newSpans(3);
    await spool.keep({ kind: "span", records });

    const [name = "", ...others] = filesOf(spool);
    const text = readFileSync(join(spool.path, name), "utf8");
    expect(others).toEqual([]);
    expect(name).toMatch(/^[0-9a-f-]{36}\.span\.3\.\d+\.ndjson$/);
    expect(text).toBe(records.map(({ json }) => `${json}\n`).join(""));
    expect(name).toContain(`.${statSync(join(spool.path, name)).size}.`);
    expect([modeOf(spool.path), modeOf(join(spool.path, name))]).toEqual([0o700, 0o600]);
  });

  it("a batch is in a folder that names its server and workspace, and nothing secret", async () => {
    const dir = temporaryFolder();
    const { spool } = openSpool(dir);
    await spool.keep({ kind: "span", records: newSpans(1) });

    expect(readdirSync(dir)).toEqual([expect.stringMatching(/^localhost-5173-default-[0-9a-f]{8}$/)]);
    expect(JSON.parse(readFileSync(join(spool.path, "target.json"), "utf8"))).toEqual(TARGET);
  });

  it("a batch is not claimed for another workspace", async () => {
    const dir = temporaryFolder();
    await openSpool(dir).spool.keep({ kind: "span", records: newSpans(1) });
    expect(await openSpool(dir, { workspaceName: "other" }).spool.claimOldest()).toBeUndefined();
  });

  it("a batch can be written synchronously too", async () => {
    const { spool } = openSpool(temporaryFolder());
    const records = traceTexts(2);

    expect(spool.keepNow({ kind: "trace", records })).toMatchObject({ kind: "written" });
    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("a batch joins the one before while both fit in one request, so that an outage leaves few files", async () => {
    const { spool } = openSpool(temporaryFolder(), { maxBatchRecords: 5 });
    const spans = newSpans(8);
    for (const span of spans) await spool.keep({ kind: "span", records: [span] });

    expect(filesOf(spool)).toHaveLength(2);
    expect(spool.contents()).toMatchObject({ files: 2, records: 8 });
    expect((await claimAll(spool)).map(({ records }) => idsOf(records))).toEqual([
      idsOf(spans.slice(0, 5)),
      idsOf(spans.slice(5)),
    ]);
  });

  it("a batch joins the one before up to exactly the bytes that a request may have", async () => {
    const [one = traceTexts(1)[0], two] = newSpans(2);
    if (one === undefined || two === undefined) throw new Error("There are two spans.");
    const maxBatchBytes = Buffer.byteLength(one.json) + Buffer.byteLength(two.json) + 2;
    const { spool } = openSpool(temporaryFolder(), { maxBatchBytes });
    for (const record of [one, two]) await spool.keep({ kind: "span", records: [record] });

    expect(filesOf(spool)).toHaveLength(1);
  });

  it("a batch that the server refused joins no other, and none joins it", async () => {
    const { spool } = openSpool(temporaryFolder());
    await spool.keep({ kind: "span", records: newSpans(1) });
    await spool.keep({ kind: "span", records: newSpans(1), refusedMs: 7 });
    await spool.keep({ kind: "span", records: newSpans(1) });

    expect(filesOf(spool).map((name) => /\.span\.(\d)\..*?(refused-7)?\.ndjson$/.exec(name)?.slice(1))).toEqual([
      ["2", undefined],
      ["1", "refused-7"],
    ]);
  });

  it("does not join one that is being sent", async () => {
    const { spool } = openSpool(temporaryFolder());
    const [first, second] = [newSpans(1), newSpans(1)];
    await spool.keep({ kind: "span", records: first });
    const claim = await spool.claimOldest();
    await spool.keep({ kind: "span", records: second });

    expect(claim?.records).toEqual(first);
    expect((await spool.claimOldest())?.records).toEqual(second);
  });

  it("batches that are kept at the same time stay separate and whole", async () => {
    const { spool } = openSpool(temporaryFolder());
    const batches = Array.from({ length: 20 }, () => newSpans(5));
    await Promise.all(batches.map((records) => spool.keep({ kind: "span", records })));

    const claimed = (await claimAll(spool)).flatMap(({ records }) => records);
    expect(claimed.map(({ json }) => json).sort()).toEqual(
      batches
        .flat()
        .map(({ json }) => json)
        .sort(),
    );
    expect(filesOf(spool).every((name) => name.endsWith(".claim"))).toBe(true);
  });
});

/** No two records share a request. */
const ALONE = { maxBatchRecords: 1 };

describe("claims", () => {
  it("a claim is for the oldest batch, and nobody else can claim that", async () => {
    const dir = temporaryFolder();
    const [first, second] = [newSpans(1), newSpans(1)];
    await openSpool(dir).spool.keep({ kind: "span", records: first });
    await openSpool(dir).spool.keep({ kind: "span", records: second });

    const [one, other] = [openSpool(dir, ALONE).spool, openSpool(dir, ALONE).spool];
    expect((await one.claimOldest())?.records).toEqual(first);
    expect((await other.claimOldest())?.records).toEqual(second);
    expect(await one.claimOldest()).toBeUndefined();
  });

  it("a claim is given to one of several who ask at the same time", async () => {
    const dir = temporaryFolder();
    await openSpool(dir).spool.keep({ kind: "span", records: newSpans(1) });
    const claims = await Promise.all(Array.from({ length: 8 }, () => openSpool(dir).spool.claimOldest()));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it("a claim that was removed is gone, also when it is removed twice", async () => {
    const { spool } = openSpool(temporaryFolder());
    await spool.keep({ kind: "span", records: newSpans(1) });
    const claim = await spool.claimOldest();
    await claim?.remove();
    await claim?.remove();

    expect(filesOf(spool)).toEqual([]);
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
  });

  it.each(["release", "releaseNow"] as const)("a claimed batch waits again after %s", async (release) => {
    const { spool } = openSpool(temporaryFolder());
    const records = newSpans(2);
    await spool.keep({ kind: "span", records });
    await (await spool.claimOldest())?.[release]();

    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("a batch that is persisted while it is sent can be claimed only when released", async () => {
    const { spool } = openSpool(temporaryFolder());
    const records = newSpans(2);
    const claim = await spool.persist({ kind: "span", records });

    expect(filesOf(spool)).toEqual([expect.stringMatching(/\.claim$/)]);
    expect(await spool.claimOldest()).toBeUndefined();
    await claim?.release();
    expect((await spool.claimOldest())?.records).toEqual(records);
  });
});

describe("a spool that nobody uses", () => {
  it("a spool that nobody uses makes no folder, and has nothing", async () => {
    const dir = join(temporaryFolder(), "spool");
    const { spool } = openSpool(dir);
    expect(await spool.claimOldest()).toBeUndefined();
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
    expect(existsSync(dir)).toBe(false);
  });

  it("there is no spool where Node's modules are missing", () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    expect(nodeModules()).toBeUndefined();
    expect(createNodeSpool({ ...openOptions(), ...TARGET })).toBeUndefined();
  });
});

it("there is no spool for a user without a home folder, unless a folder is named", () => {
  const node = nodeModules();
  if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  const homeless = {
    ...node,
    os: {
      ...node.os,
      homedir: () => {
        throw new Error("ENOENT");
      },
    },
  };
  vi.stubEnv("XDG_STATE_HOME", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(createNodeSpool({ ...openOptions(), ...TARGET }, homeless)).toBeUndefined();
  expect(createNodeSpool({ ...openOptions(), ...TARGET, dir: temporaryFolder() }, homeless)).toBeDefined();
});

function openOptions() {
  const clock = { wallTimeMs: () => 0, elapsedMs: () => 0 };
  return {
    clock,
    onDrop: () => undefined,
    maxBytes: 1,
    maxAgeMs: 1,
    maxBatchRecords: 1,
    maxBatchBytes: 1,
    isSynced: false,
  };
}

describe("damaged files", () => {
  it("a file that was cut short loses only the records that are not whole, counted once", async () => {
    const { spool, drops } = openSpool(temporaryFolder());
    const records = newSpans(4, 400);
    await spool.keep({ kind: "span", records });
    const file = join(spool.path, filesOf(spool)[0] ?? "");
    truncateSync(file, Math.floor(statSync(file).size * 0.6));

    const claim = await spool.claimOldest();
    expect(claim?.records).toEqual(records.slice(0, 2));
    await claim?.release();
    expect((await spool.claimOldest())?.records).toEqual(records.slice(0, 2));
    expect(drops).toEqual([["spool_damaged", 2]]);
  });

  it("a file that is damaged as a whole is counted, and the next one is claimed", async () => {
    const { spool, drops } = openSpool(temporaryFolder(), { maxBatchRecords: 2 });
    const [lost, found] = [newSpans(2), newSpans(2)];
    await spool.keep({ kind: "span", records: lost });
    writeFileSync(join(spool.path, filesOf(spool)[0] ?? ""), "\0".repeat(300));
    await spool.keep({ kind: "span", records: found });

    expect((await spool.claimOldest())?.records).toEqual(found);
    expect(drops).toEqual([["spool_damaged", 2]]);
    expect(filesOf(spool)).toHaveLength(1);
  });

  it("a record whose id is elsewhere in its text is not taken for damaged", async () => {
    const { spool, drops } = openSpool(temporaryFolder());
    const record = { kind: "trace", id: "some id", json: '{"name":"a\\nb","id":"some id"}' } as const;
    await spool.keep({ kind: "trace", records: [record] });
    expect((await spool.claimOldest())?.records).toEqual([record]);
    expect(drops).toEqual([]);
  });

  it("files that other programs put into the folder are not taken for damaged", async () => {
    const { spool, drops } = openSpool(temporaryFolder());
    await spool.keep({ kind: "span", records: newSpans(1) });
    const [name = ""] = filesOf(spool);
    const foreign = ["notes.txt", "x.ndjson", `${name}.bak`, `0${name}`];
    for (const file of foreign) writeFileSync(join(spool.path, file), "mine");
    mkdirSync(join(spool.path, name.replace("span", "trace")));
    await (await spool.claimOldest())?.remove();

    expect(await spool.claimOldest()).toBeUndefined();
    expect(drops).toEqual([]);
    expect(filesOf(spool)).toEqual([...foreign, name.replace("span", "trace")].sort());
    expect(readFileSync(join(spool.path, "notes.txt"), "utf8")).toBe("mine");
  });
});
