import { listKeys } from "../../records/json/few-members.js";
import { tryOr } from "../../records/json/guarded-read.js";
import { isObject, type JsonObject } from "../../records/json/json-object.js";
import { sharedNotes } from "../../runtime/shared-state.js";
import { ATTRIBUTION_KEYS } from "../../tracing/run/attribution.js";
import { THREAD_KEYS } from "../convert/run-identity.js";

/** For each key of an id, all keys of that id: what a run's metadata has under one of them takes precedence. */
const KEYS_OF_ID = new Map([THREAD_KEYS, ...ATTRIBUTION_KEYS].flatMap((keys) => keys.map((key) => [key, keys])));

const byMetadata = sharedNotes<JsonObject>(Symbol.for("langchain-opik.configured-ids"));

/** The arguments of `CallbackManager._configureSync`, of which the last is optional. */
type ConfigureArguments = readonly unknown[];

/**
 * Notes the `configurable` of a call. Since 1.1.40, LangChain's core passes it only to its own tracer, by an argument.
 * Other handlers get the metadata of the call's callback manager, by which it is found again; adding it there would
 * show it to the program.
 */
export function noteConfigured(manager: unknown, given: ConfigureArguments): void {
  tryOr(() => {
    const options = given[6];
    const configured = isObject(options) ? options.tracerInheritableMetadata : undefined;
    if (isObject(configured) && isObject(manager) && isObject(manager.metadata)) {
      byMetadata().set(manager.metadata, configured);
    }
  }, undefined);
}

/**
 * The ids in the `configurable` of a run's call that its metadata does not have.
 *
 * @param handed the metadata as the callback manager passed it: the same object
 * @param metadata the same as it was read
 */
export function configuredIds(handed: unknown, metadata: JsonObject): JsonObject | undefined {
  const configured = isObject(handed) ? byMetadata().get(handed) : undefined;
  if (configured === undefined) return undefined;
  const ids: Record<string, unknown> = {};
  for (const key of listKeys(configured).keys) {
    const isGiven = KEYS_OF_ID.get(key)?.some((one) => metadata[one] !== undefined) ?? true;
    if (!isGiven) ids[key] = configured[key];
  }
  return ids;
}
