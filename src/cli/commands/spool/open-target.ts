import { DELIVERY_DEFAULTS } from "../../../delivery/delivery-settings.js";
import { createNodeSpool, type NodeSpool } from "../../../delivery/spool/node-spool.js";
import type { OnSpoolDrop } from "../../../delivery/spool/spool.js";
import type { SurveyedTarget } from "../../../delivery/spool/survey.js";
import { systemClock } from "../../../runtime/system-clock.js";
import type { SpoolLocation } from "./spool-location.js";

/** The spool of one server as the command uses it: it never drops a file for its size or age. */
export function openTarget(
  { root, node, settings }: SpoolLocation,
  { target }: SurveyedTarget,
  onDrop: OnSpoolDrop,
): NodeSpool {
  const { POSITIVE_INFINITY } = Number;
  const limits = { ...DELIVERY_DEFAULTS, maxBytes: POSITIVE_INFINITY, maxAgeMs: POSITIVE_INFINITY };
  const isSynced = settings.durable === "power";
  const spool = createNodeSpool({ ...target, ...limits, dir: root, isSynced, clock: systemClock, onDrop }, node);
  if (spool === undefined) throw new Error("Node's modules are there, and yet there is no spool; this is a bug.");
  return spool;
}
