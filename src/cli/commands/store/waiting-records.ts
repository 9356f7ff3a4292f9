import { configuredLimits } from "../../../delivery/delivery-settings.js";
import { createStoreExporter } from "../../../delivery/sinks/store-exporter.js";
import { storePlace } from "../../../delivery/sinks/store-place.js";
import { storeSpoolTarget, targetFolderName } from "../../../delivery/spool/spool-target.js";
import { type SurveyedTarget, surveyTarget } from "../../../delivery/spool/survey.js";
import { keepProcessAlive } from "../../../runtime/keep-process-alive.js";
import { type NodeModules, nodeModules } from "../../../runtime/node-modules.js";
import type { Settings } from "../../../settings/options/option-table.js";
import type { TraceStore } from "../../../store/index.js";
import { counted } from "../../../terminal/amounts.js";
import { type SpoolLocation, spoolOf } from "../spool/spool-location.js";

/** Records that wait on disk for a store, as a program leaves them that ends by `process.exit()`. */
export interface WaitingRecords {
  readonly location: SpoolLocation;
  readonly target: SurveyedTarget;
}

/** Undefined if none wait. */
export function waitingFor(store: string, settings: Settings): WaitingRecords | undefined {
  const node = nodeModules();
  const location = node && spoolIn(settings, node);
  if (node === undefined || location === undefined) return undefined;
  const target = storeSpoolTarget(storePlace(store, settings.storePrefix));
  const found = surveyTarget(node.path.join(location.root, targetFolderName(target, node)), node);
  return found !== undefined && found.waiting.files + found.heldFiles > 0 ? { location, target: found } : undefined;
}

/** Undefined for a user without a home folder, who has no default one. */
function spoolIn(settings: Settings, node: NodeModules): SpoolLocation | undefined {
  try {
    return spoolOf(settings, node);
  } catch {
    return undefined;
  }
}

const TIMEOUT_MS = 60_000;

/** Stores them. @returns what to report if some are not stored */
export async function takeIn({ location, target }: WaitingRecords, store: TraceStore): Promise<string | undefined> {
  const exporter = createStoreExporter({
    open: () => Promise.resolve(store),
    release: () => Promise.resolve(),
    timeoutMs: TIMEOUT_MS,
  });
  const destination = { kind: "store", place: store.place } as const;
  const settings = { ...configuredLimits(location.settings), requestTimeoutMs: TIMEOUT_MS, destination };
  const { sendWaiting } = await import("../spool/send-waiting.js");
  const { waiting, deadLetters } = await keepProcessAlive(() =>
    sendWaiting(location, target, { settings, exporter, deadLetters: false, replay: (delivery) => delivery.replay() }),
  );
  if (waiting + deadLetters === 0) return undefined;
  return `${counted(waiting + deadLetters, "record")} on disk for this store could not be stored: langchain-opik spool says more.`;
}
