import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { fileName } from "../../../src/delivery/spool/spool-file.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { countPerTurn } from "../../support/time/count-per-turn.js";
import { newSpan, openSpool, temporaryFolder } from "./test-spool.js";

/** As many programs leave them that record one span each. */
async function leaveFiles(spool: NodeSpool, count: number): Promise<void> {
  await spool.keep({ kind: "span", records: [newSpan()] });
  for (let program = 1; program < count; program += 1) {
    const { id, json } = newSpan();
    const file = { state: "waiting", id, kind: "span", records: 1, bytes: Buffer.byteLength(json) + 1 } as const;
    writeFileSync(join(spool.path, fileName(file)), `${json}\n`, { mode: 0o600 });
  }
}

/** The real disk, and how much is asked of it at once. */
function watchedDisk() {
  const node = nodeModules();
  if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  const { promises } = node.fs;
  const names = countPerTurn();
  const files = { underWay: 0, mostUnderWay: 0 };
  async function opendir(...args: Parameters<typeof promises.opendir>) {
    const folder = await promises.opendir(...args);
    const entries = folder[Symbol.asyncIterator]();
    async function* counted() {
      for await (const entry of entries) {
        names.count();
        yield entry;
      }
    }
    return Object.assign(folder, { [Symbol.asyncIterator]: counted });
  }
  function watched<Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      files.underWay += 1;
      files.mostUnderWay = Math.max(files.mostUnderWay, files.underWay);
      try {
        return await work(...args);
      } finally {
        files.underWay -= 1;
      }
    };
  }
  const { open, rename, unlink } = promises;
  const counting = { ...promises, opendir, open: watched(open), rename: watched(rename), unlink: watched(unlink) };
  return { node: { ...node, fs: { ...node.fs, promises: counting } }, names, files };
}

describe("a folder of many small files", () => {
  it("many small files share requests, and are read with bounded names per turn and eight files at once", async () => {
    const dir = temporaryFolder();
    await leaveFiles(openSpool(dir).spool, 2_300);
    const { node, names, files } = watchedDisk();
    const { spool } = openSpool(dir, {}, node);
    let requests = 0;
    for (let claim = await spool.claimOldest(); claim !== undefined; claim = await spool.claimOldest()) {
      requests += 1;
      await claim.remove();
    }

    expect(requests).toBe(5);
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
    expect(names.most).toBe(1_000);
    expect(files.mostUnderWay).toBe(8);
  });
});
