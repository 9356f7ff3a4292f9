import { nodeModules } from "../../runtime/node-modules.js";
import type { Clock } from "../clock.js";
import type { DeliverySettings } from "../delivery-settings.js";
import { createNodeSpool } from "./node-spool.js";
import type { OnSpoolDrop } from "./spool.js";
import type { SpoolParts } from "./spool-guard.js";
import { spoolTarget } from "./spool-target.js";

/** The spool that the settings name; undefined when they want none, or the runtime has no disk. */
export function openNodeSpool(settings: DeliverySettings, onDrop: OnSpoolDrop, clock: Clock): SpoolParts | undefined {
  if (settings.disk === undefined) return undefined;
  const node = nodeModules();
  if (node === undefined) return undefined;
  const target = spoolTarget(settings.destination, node);
  const spool = createNodeSpool({ ...settings, ...settings.disk, ...target, clock, onDrop }, node);
  if (spool === undefined) return undefined;
  return { spool, ...(settings.disk.durable && { journal: spool.openJournal() }) };
}
