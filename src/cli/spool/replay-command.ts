import { DELIVERY_DEFAULTS } from "../../delivery/delivery-settings.js";
import type { Transport } from "../../delivery/http-transport.js";
import { createNodeHttpTransport } from "../../delivery/node-http-transport.js";
import { type SurveyedTarget, surveySpool } from "../../delivery/spool/survey.js";
import { isStoreTarget, storeTarget } from "../../delivery/store-target.js";
import { createStoreTransport } from "../../delivery/store-transport.js";
import { openStore } from "../../handlers/open-store.js";
import { holdingProcess } from "../../resilience/hold-process.js";
import { needsApiKey } from "../../settings/hosted-opik.js";
import { counted } from "../amounts.js";
import type { CommandResult } from "../command-result.js";
import { piece, type StyledLine } from "../styled-line.js";
import { openTarget } from "./open-target.js";
import { type Sent, sendClaim } from "./send-claim.js";
import { targetName } from "./spool-lines.js";
import { findSpool, type SpoolPlace } from "./spool-place.js";

export interface ReplayOptions {
  readonly folder: string;
  /** Shows how far it is, over what was shown before. */
  readonly showProgress: (text: string) => void;
}

interface Replayed extends Sent {
  readonly target: SurveyedTarget["target"];
  readonly damaged: number;
}

const REQUEST_TIMEOUT_MS = 60_000;

/** `langchain-opik spool replay`: sends now what waits on disk, for every server that the settings reach. */
export async function replayCommand({ folder, showProgress }: ReplayOptions): Promise<CommandResult> {
  return holdingProcess(() => replayAll(folder, showProgress));
}

async function replayAll(folder: string, showProgress: ReplayOptions["showProgress"]): Promise<CommandResult> {
  try {
    const place = await findSpool(folder);
    const targets = surveySpool(place.root, place.node).filter(
      ({ waiting, heldFiles }) => waiting.files > 0 || heldFiles > 0,
    );
    const replayed: Replayed[] = [];
    for (const target of targets) replayed.push(await replayTarget(place, target, showProgress));
    const lines = targets.flatMap((target, index) => resultLine(target, replayed[index]) ?? []);
    const isDone = replayed.every(({ stop }) => stop === undefined);
    const nothing = [[piece("Nothing waits on disk.")]];
    return { exitCode: isDone ? 0 : 1, lines: lines.length === 0 ? nothing : lines, json: { replayed } };
  } finally {
    showProgress("");
  }
}

async function replayTarget(
  place: SpoolPlace,
  surveyed: SurveyedTarget,
  showProgress: ReplayOptions["showProgress"],
): Promise<Replayed> {
  const { target, waiting } = surveyed;
  const transport = transportTo(target, place.settings);
  if (transport === undefined) {
    const message = isStoreTarget(target.apiUrl) ? OTHER_STORE : NO_KEY;
    return { target, accepted: 0, buried: 0, damaged: 0, stop: { message } };
  }
  let damaged = 0;
  const spool = openTarget(place, surveyed, (_reason, records) => {
    damaged += records;
  });
  const total = { accepted: 0, buried: 0 };
  const way = { transport, spool, signal: new AbortController().signal };
  try {
    for (let claim = await spool.claimOldest(); claim !== undefined; claim = await spool.claimOldest()) {
      const { accepted, buried, stop } = await sendClaim(claim, way);
      total.accepted += accepted;
      total.buried += buried;
      showProgress(`${total.accepted} of ${counted(waiting.records, "record")} sent`);
      if (stop !== undefined) return { target, ...total, damaged, stop };
    }
    return { target, ...total, damaged };
  } finally {
    await transport.close();
  }
}

const NO_KEY =
  "The settings of this folder have no key for this server: set OPIK_URL_OVERRIDE and OPIK_API_KEY for it.";

const OTHER_STORE = "The settings of this folder name another trace store, or none: set OPIK_LANGCHAIN_STORE for it.";

/** The key goes to the server that the settings name, and to no other one that stands in a file. */
function transportTo(
  { apiUrl, workspaceName }: SurveyedTarget["target"],
  settings: SpoolPlace["settings"],
): Transport | undefined {
  if (isStoreTarget(apiUrl)) return storeTransport(apiUrl, settings);
  const isConfigured = apiUrl === settings.apiUrl;
  const { apiKey, headers } = isConfigured ? settings : { apiKey: undefined, headers: {} };
  if (apiKey === undefined && needsApiKey(apiUrl)) return undefined;
  return createNodeHttpTransport({ ...DELIVERY_DEFAULTS, ...settings, apiUrl, workspaceName, apiKey, headers });
}

/** Undefined where the settings name no store, or another one. */
function storeTransport(target: string, { store, storePrefix }: SpoolPlace["settings"]): Transport | undefined {
  if (store === undefined || storeTarget(store, storePrefix) !== target) return undefined;
  return createStoreTransport({
    open: () => openStore(store, storePrefix),
    release: (opened) => opened.close(),
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
}

function resultLine(target: SurveyedTarget, sent: Replayed | undefined): readonly StyledLine[] | undefined {
  if (sent === undefined) return undefined;
  const { accepted, buried, damaged, stop } = sent;
  const asides = [
    ...(buried > 0 ? [counted(buried, "dead letter")] : []),
    ...(damaged > 0 ? [`${counted(damaged, "damaged record")} dropped`] : []),
  ];
  return [
    [piece(targetName(target), "bold")],
    [piece(`  ${[`${counted(accepted, "record")} sent`, ...asides].join(", ")}`)],
    ...(stop === undefined ? [] : [[piece(`  The rest waits on: ${stop.message}`, "red")]]),
  ];
}
