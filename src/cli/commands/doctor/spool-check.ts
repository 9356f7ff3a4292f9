import { storePlace } from "../../../delivery/sinks/store-place.js";
import { spoolRoot } from "../../../delivery/spool/default-spool-dir.js";
import { type SpoolTarget, storeSpoolTarget } from "../../../delivery/spool/spool-target.js";
import { surveySpool } from "../../../delivery/spool/survey.js";
import { nodeModules } from "../../../runtime/node-modules.js";
import { hasServer } from "../../../settings/hosted-opik.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { counted } from "../../../terminal/amounts.js";
import { isUnderOtherKey } from "../spool/spool-lines.js";
import { type CheckResult, ok, warning } from "./check.js";

/** What waits on disk for the destinations of these settings, and what was refused there. */
export function checkSpool(settings: Settings): CheckResult {
  const { spool, spoolDir } = settings;
  if (!spool) return ok("turned off: what can't be sent waits in memory");
  const node = nodeModules();
  if (node === undefined) {
    return warning("this Node is too old to keep records on disk", "Use Node 20.16 or newer.");
  }
  const all = surveySpool(spoolRoot(spoolDir, node), node);
  const targets = all.filter(({ target }) => isOfSettings(target, settings));
  const waiting = targets.reduce((total, target) => total + target.waiting.records, 0);
  const heldFiles = targets.reduce((total, target) => total + target.heldFiles, 0);
  const underOtherKey = targets
    .filter(({ target }) => isUnderOtherKey(target, settings, node))
    .reduce((total, target) => total + target.waiting.records, 0);
  const deadLetters = targets.reduce((total, target) => total + target.deadLetters.length, 0);
  if (deadLetters > 0) {
    return warning(
      `${counted(deadLetters, "record")} that the server refused, ${counted(waiting, "record")} waiting on disk`,
      "`npx langchain-opik spool` shows the reasons, and `spool replay --dead-letters` sends them again.",
    );
  }
  if (underOtherKey > 0) {
    return warning(
      `${counted(waiting, "record")} on disk, ${underOtherKey} of them recorded under another API key`,
      "If it belongs to the same account, `npx langchain-opik spool replay --any-key` sends them.",
    );
  }
  if (waiting === 0 && heldFiles === 0) return ok(`nothing waits on disk${othersText(all.length - targets.length)}`);
  const held = heldFiles === 0 ? "" : `, ${counted(heldFiles, "file")} being sent`;
  return warning(
    `${counted(waiting, "record")} on disk${held}`,
    "They are sent when a program runs and the server answers, or now by `npx langchain-opik spool replay`.",
  );
}

/** Whether records wait for a destination of the settings, in whatever workspace and under whatever key. */
function isOfSettings({ apiUrl }: SpoolTarget, settings: Settings): boolean {
  const { store, storePrefix } = settings;
  const isOfServer = hasServer(settings) && apiUrl === settings.apiUrl;
  return isOfServer || (store !== undefined && apiUrl === storeSpoolTarget(storePlace(store, storePrefix)).apiUrl);
}

function othersText(others: number): string {
  return others === 0 ? "" : " for what is configured here; `npx langchain-opik spool` lists other servers, too";
}
