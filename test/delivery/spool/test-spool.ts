import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createNodeSpool, type NodeSpool, type NodeSpoolOptions } from "../../../src/delivery/spool/node-spool.js";
import type { SpoolClaim } from "../../../src/delivery/spool/spool.js";
import type { DropReason, SerializedRecord } from "../../../src/records/record-sink.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { systemClock } from "../../../src/runtime/system-clock.js";

export const TARGET = { apiUrl: "http://localhost:5173/api", workspaceName: "default" };
const SEVEN_DAYS_MS = 604_800_000;

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "langchain-opik-spool-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

interface TestSpool {
  readonly spool: NodeSpool;
  /** What the spool itself gave up, in order. */
  readonly drops: (readonly [DropReason, number])[];
}

export function openSpool(dir: string, options: Partial<NodeSpoolOptions> = {}, node = nodeModules()): TestSpool {
  const drops: TestSpool["drops"] = [];
  const complete: NodeSpoolOptions = {
    ...TARGET,
    dir,
    maxBytes: 256_000_000,
    maxAgeMs: SEVEN_DAYS_MS,
    maxBatchRecords: 1000,
    maxBatchBytes: 3_000_000,
    isSynced: false,
    clock: systemClock,
    onDrop: (reason, records) => drops.push([reason, records]),
    ...options,
  };
  const spool = createNodeSpool(complete, node);
  if (spool === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return { spool, drops };
}

/** The spool's own files, without its target. */
export function filesOf({ path }: NodeSpool): readonly string[] {
  return readdirSync(path)
    .filter((name) => name !== "target.json")
    .sort();
}

/** A new span of about this size. */
export function newSpan(bytes = 200): SerializedRecord {
  const id = uuidV7(Date.now() * 1000);
  return { kind: "span", id, json: JSON.stringify({ id, name: "ü".repeat(bytes / 4), pad: "x".repeat(bytes / 2) }) };
}

export function newSpans(count: number, bytes?: number): SerializedRecord[] {
  return Array.from({ length: count }, () => newSpan(bytes));
}

export function idsOf(records: readonly SerializedRecord[] | undefined): readonly string[] | undefined {
  return records?.map(({ id }) => id);
}

/** Everything that can be claimed, oldest first; the claims are held. */
export async function claimAll(spool: NodeSpool): Promise<readonly SpoolClaim[]> {
  const claims: SpoolClaim[] = [];
  for (let claim = await spool.claimOldest(); claim !== undefined; claim = await spool.claimOldest()) {
    claims.push(claim);
  }
  return claims;
}
