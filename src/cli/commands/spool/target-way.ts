import { DELIVERY_DEFAULTS, type DeliverySettings } from "../../../delivery/delivery-settings.js";
import type { Transport } from "../../../delivery/http/http-transport.js";
import { createNodeHttpTransport } from "../../../delivery/http/node-http-transport.js";
import { isStoreTarget, storeTarget } from "../../../delivery/http/store-target.js";
import { createStoreTransport } from "../../../delivery/http/store-transport.js";
import { openStore } from "../../../delivery/sinks/open-store.js";
import { accountOf, type SpoolTarget } from "../../../delivery/spool/spool-target.js";
import { needsApiKey } from "../../../settings/hosted-opik.js";
import type { SpoolLocation } from "./spool-location.js";

/** How the records of a target can be sent from here. */
export type TargetWay =
  | { readonly kind: "open"; readonly settings: DeliverySettings; readonly transport: Transport }
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
 * The key goes to the server that the settings name, and to no other one that stands in a file; and records go out
 * under the key they were recorded with, unless a person says otherwise.
 */
export function wayTo(target: SpoolTarget, place: SpoolLocation, choices: ReplayChoices): TargetWay {
  return isStoreTarget(target.apiUrl) ? wayToStore(target, place) : wayToServer(target, place, choices);
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
  const complete = { ...DELIVERY_DEFAULTS, ...settings, apiUrl, workspaceName, apiKey, headers };
  return { kind: "open", settings: complete, transport: createNodeHttpTransport(complete) };
}

/** Closed where the settings name no store, or another one. */
function wayToStore({ apiUrl, workspaceName }: SpoolTarget, { settings }: SpoolLocation): TargetWay {
  const { store, storePrefix } = settings;
  if (store === undefined || storeTarget(store, storePrefix) !== apiUrl) return { kind: "closed", reason: OTHER_STORE };
  const transport = createStoreTransport({
    open: () => openStore(store, storePrefix),
    release: (opened) => opened.close(),
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  const complete = { ...DELIVERY_DEFAULTS, ...settings, apiUrl, workspaceName, apiKey: undefined, headers: {} };
  return { kind: "open", settings: complete, transport };
}
