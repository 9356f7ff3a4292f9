import { createNodeSpool, type NodeSpool } from "../../../../src/delivery/spool/node-spool.js";
import { nodeModules } from "../../../../src/runtime/node-modules.js";
import { systemClock } from "../../../../src/runtime/system-clock.js";

/** The spool of the test that started this program. */
export function openSpoolOf(dir: string, node = nodeModules()): NodeSpool {
  const spool = createNodeSpool(
    {
      apiUrl: "http://localhost:5173/api",
      workspaceName: "default",
      dir,
      maxBytes: 256_000_000,
      maxAgeMs: 604_800_000,
      maxBatchRecords: 10,
      maxBatchBytes: 3_000_000,
      isSynced: false,
      clock: systemClock,
      onDrop: (reason, records) => {
        throw new Error(`nothing was to be dropped: ${reason}, ${records}`);
      },
    },
    node,
  );
  if (spool === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return spool;
}
