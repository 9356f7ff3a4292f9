import { DELIVERY_DEFAULTS } from "../../delivery/delivery-settings.js";
import type { Transport } from "../../delivery/http-transport.js";
import { createNodeHttpTransport } from "../../delivery/node-http-transport.js";
import { type SurveyedTarget, surveySpool } from "../../delivery/spool/survey.js";
import { withoutSecret } from "../../delivery/without-secret.js";
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

const LONG_MS = 60_000;

/** `langchain-opik spool replay`: sends now what waits on disk, for every server that the settings reach. */
export async function replayCommand({ folder, showProgress }: ReplayOptions): Promise<CommandResult> {
  // The delivery's connections never hold a process, so the command has to hold its own.
  const hold = setInterval(() => undefined, LONG_MS);
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
    clearInterval(hold);
  }
}

async function replayTarget(
  place: SpoolPlace,
  surveyed: SurveyedTarget,
  showProgress: ReplayOptions["showProgress"],
): Promise<Replayed> {
  const { target, waiting } = surveyed;
  const transport = transportTo(target, place.settings);
  if (transport === undefined) return { target, accepted: 0, buried: 0, damaged: 0, stop: { message: NO_KEY } };
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
      if (stop !== undefined) return { target, ...total, damaged, stop: withoutKey(stop, place) };
    }
    return { target, ...total, damaged };
  } finally {
    transport.close();
  }
}

const NO_KEY =
  "The settings of this folder have no key for this server: set OPIK_URL_OVERRIDE and OPIK_API_KEY for it.";

/** The key goes to the server that the settings name, and to no other one that stands in a file. */
function transportTo(
  { apiUrl, workspaceName }: SurveyedTarget["target"],
  settings: SpoolPlace["settings"],
): Transport | undefined {
  const isConfigured = apiUrl === settings.apiUrl;
  const { apiKey, headers } = isConfigured ? settings : { apiKey: undefined, headers: {} };
  if (apiKey === undefined && needsApiKey(apiUrl)) return undefined;
  return createNodeHttpTransport({ ...DELIVERY_DEFAULTS, ...settings, apiUrl, workspaceName, apiKey, headers });
}

function withoutKey({ message }: { readonly message: string }, { settings }: SpoolPlace): { readonly message: string } {
  return { message: withoutSecret(message, settings.apiKey) };
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
