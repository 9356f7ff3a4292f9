import type { BatchExporter } from "../../../delivery/batch-exporter.js";
import { configuredLimits, type DeliverySettings } from "../../../delivery/delivery-settings.js";
import { openOpikExporter } from "../../../delivery/http/node-opik-exporter.js";
import { openStore } from "../../../delivery/sinks/open-store.js";
import { createStoreExporter } from "../../../delivery/sinks/store-exporter.js";
import { storePlace } from "../../../delivery/sinks/store-place.js";
import { storeTables } from "../../../delivery/sinks/store-tables.js";
import {
  accountOf,
  isForStore,
  isSamePlace,
  type SpoolTarget,
  storeSpoolTarget,
} from "../../../delivery/spool/spool-target.js";
import { needsApiKey } from "../../../settings/hosted-opik.js";
import type { SpoolLocation } from "./spool-location.js";

/** How the records of a target can be sent from here. */
export type TargetWay =
  | { readonly kind: "open"; readonly settings: DeliverySettings; readonly exporter: BatchExporter }
  | { readonly kind: "closed"; readonly reason: string };

/** What only a person can decide. */
export interface ReplayChoices {
  /** Sends what was recorded under another API key with that of the settings. */
  readonly anyKey: boolean;
  /** Sends what was recorded for this workspace of the settings' server to the workspace of the settings. */
  readonly fromWorkspace?: string | undefined;
}

const REQUEST_TIMEOUT_MS = 60_000;

const NO_KEY =
  "The settings of this folder have no key for this server: set OPIK_URL_OVERRIDE and OPIK_API_KEY for it.";
const OTHER_KEY =
  "They were recorded under another API key than that of the settings. If both belong to the same account, --any-key sends them.";
const OTHER_STORE = "The settings of this folder name another trace store, or none: set OPIK_LANGCHAIN_STORE for it.";

/**
 * The key is sent only to the server that the settings name, not to another that a file names; and records are sent
 * with the key with which they were recorded, unless a person says otherwise.
 */
export function wayTo(target: SpoolTarget, place: SpoolLocation, choices: ReplayChoices): TargetWay {
  return isForStore(target) ? wayToStore(target, place) : wayToServer(target, place, choices);
}

function wayToServer(
  target: SpoolTarget,
  { settings, node }: SpoolLocation,
  { anyKey, fromWorkspace }: ReplayChoices,
): TargetWay {
  const { apiUrl } = target;
  const isConfigured = apiUrl === settings.apiUrl;
  const isMoved = isConfigured && target.workspaceName === fromWorkspace;
  const { workspaceName } = isMoved ? settings : target;
  const { apiKey, headers } = isConfigured ? settings : { apiKey: undefined, headers: {} };
  const isSameAccount = accountOf({ apiUrl, apiKey, headers }, node) === target.account;
  const wantsKey = needsApiKey(apiUrl) || (!isConfigured && !isSameAccount);
  if (wantsKey && apiKey === undefined) return { kind: "closed", reason: NO_KEY };
  if (!isSameAccount && !anyKey) return { kind: "closed", reason: OTHER_KEY };
  const destination = { kind: "opik", apiUrl, workspaceName, apiKey, headers } as const;
  const complete = { ...configuredLimits(settings), destination };
  return { kind: "open", settings: complete, exporter: openOpikExporter({ ...complete, ...destination }) };
}

/** Closed if the settings name no store, or another one. */
function wayToStore(target: SpoolTarget, { settings }: SpoolLocation): TargetWay {
  const { store, storePrefix } = settings;
  if (store === undefined) return { kind: "closed", reason: OTHER_STORE };
  const place = storePlace(store, storePrefix);
  if (!isSamePlace(storeSpoolTarget(place), target)) return { kind: "closed", reason: OTHER_STORE };
  const exporter = createStoreExporter({
    open: () => openStore(store, storeTables(settings)),
    release: (opened) => opened.close(),
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  const limits = { ...configuredLimits(settings), requestTimeoutMs: REQUEST_TIMEOUT_MS };
  return { kind: "open", settings: { ...limits, destination: { kind: "store", place } }, exporter };
}
