import { systemClock } from "../../delivery/clock.js";
import { createNodeSpool, type NodeSpool } from "../../delivery/spool/node-spool.js";
import type { SurveyedTarget } from "../../delivery/spool/survey.js";
import type { OnSpoolDrop } from "../../delivery/spool.js";
import type { SpoolPlace } from "./spool-place.js";

/** The spool of one server as the command uses it: it takes files out, and never drops one for its size or age. */
export function openTarget({ root, node }: SpoolPlace, { target }: SurveyedTarget, onDrop: OnSpoolDrop): NodeSpool {
  const { POSITIVE_INFINITY } = Number;
  const limits = { maxBytes: POSITIVE_INFINITY, maxAgeMs: POSITIVE_INFINITY, maxBatchRecords: 0, maxBatchBytes: 0 };
  const spool = createNodeSpool({ ...target, ...limits, dir: root, clock: systemClock, onDrop }, node);
  if (spool === undefined) throw new Error("Node's modules are there, and yet there is no spool; this is a bug.");
  return spool;
}
