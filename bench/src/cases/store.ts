import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { median, numbersIn } from "../harness/numbers.js";

export const STORED_SPANS = 20_000;

const WORKER = new URL("./store-worker.js", import.meta.url);

export interface StoreSpeed {
  readonly spansASecond: number;
  /** The longest that the event loop of the writing process stood still, in milliseconds. */
  readonly longestPauseMs: number;
}

/** Into a folder; the medians of so many fresh processes, each with a new folder. */
export async function folderSpeed(processes: number): Promise<StoreSpeed> {
  return medianSpeed(processes, async () => {
    const folder = mkdtempSync(join(tmpdir(), "bench-store-"));
    try {
      return await speedOf(folder, "");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** Into tables on a server, new ones for each process and gone after it. */
export async function serverSpeed(address: string, processes: number): Promise<StoreSpeed> {
  return medianSpeed(processes, async (round) => {
    const prefix = `bench_${process.pid}_${round}_`;
    try {
      return await speedOf(address, prefix);
    } finally {
      await dropTables(address, prefix);
    }
  });
}

async function medianSpeed(processes: number, measure: (round: number) => Promise<StoreSpeed>): Promise<StoreSpeed> {
  const speeds: StoreSpeed[] = [];
  for (let round = 0; round < processes; round += 1) speeds.push(await measure(round));
  return {
    spansASecond: median(speeds.map(({ spansASecond }) => spansASecond)),
    longestPauseMs: median(speeds.map(({ longestPauseMs }) => longestPauseMs)),
  };
}

async function dropTables(address: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  const tables = ["traces", "spans", "schema_migrations"].map((name) => `${prefix}${name}`);
  await client.query(`DROP TABLE IF EXISTS ${tables.join(", ")} CASCADE`);
  await client.end();
}

async function speedOf(location: string, prefix: string): Promise<StoreSpeed> {
  const child = startChild(WORKER, [location, prefix]);
  try {
    return numbersIn(await nextMessage(child), ["spansASecond", "longestPauseMs"]);
  } finally {
    await stopChild(child);
  }
}
