import crypto from "node:crypto";
import { join } from "node:path";
import { createNodeSpool, type NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { accountOf } from "../../../src/delivery/spool/spool-target.js";
import { isoTime } from "../../../src/records/clock.js";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { systemClock } from "../../../src/runtime/system-clock.js";

/** A trace as a program would have left it. */
export function newTrace(fields: Readonly<Record<string, unknown>> = {}, ageMs = 0): SerializedRecord {
  const micros = (Date.now() - ageMs) * 1000;
  const id = uuidV7(micros);
  const time = isoTime(micros);
  const trace = { id, name: "trace", start_time: time, last_updated_at: time, source: "sdk", ...fields };
  return { kind: "trace", id, json: JSON.stringify(trace) };
}

interface Whose {
  readonly workspaceName?: string;
  readonly key?: string;
}

/** The spool in a project's own folder. */
export function openSpool(folder: string, apiUrl: string, { workspaceName = "default", key }: Whose = {}): NodeSpool {
  const limits = { maxBytes: 1e9, maxAgeMs: 1e12, maxBatchRecords: 1000, maxBatchBytes: 1e9, isSynced: false };
  const account = accountOf({ apiUrl, apiKey: key }, { crypto });
  const target = { apiUrl, workspaceName, account, dir: join(folder, "spool") };
  const spool = createNodeSpool({ ...target, ...limits, clock: systemClock, onDrop: () => undefined });
  if (spool === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return spool;
}
