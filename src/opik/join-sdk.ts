import type { getTrackContext, Opik } from "opik";
import { addTrackedSource } from "../handlers/hooks/parent-context.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isObject } from "../records/json/json-object.js";
import { sharedState } from "../runtime/shared-state.js";
import { sendPlainly } from "./send-plainly.js";
import { trackedParent } from "./tracked-parent.js";

/** The parts of a copy of Opik's SDK that are needed to take part in its traces. */
interface TrackingSdk {
  readonly getTrackContext: typeof getTrackContext;
  readonly Opik: typeof Opik;
}

const JOINED = Symbol.for("langchain-opik.joined-sdks");

/**
 * From now on a root run inside of this copy's `track` or `evaluate` is a span of its trace, and the copy sends values
 * that it could not send by itself. Anything that is not the exports of an SDK, and a copy that has already been
 * joined, is left alone. Never throws: a program may be loading the SDK just now.
 */
export function joinSdk(sdk: unknown): void {
  tryOr(() => {
    if (isTrackingSdk(sdk)) join(sdk);
  }, undefined);
}

function join(sdk: TrackingSdk): void {
  const joined = sharedState(JOINED, isSet, () => new WeakSet<object>());
  if (joined.has(sdk.getTrackContext)) return;
  joined.add(sdk.getTrackContext);
  addTrackedSource(() => trackedParent(sdk.getTrackContext));
  sendPlainly(sdk.Opik);
}

// An SDK without these is too old: its traces stay apart from those of LangChain.
function isTrackingSdk(value: unknown): value is TrackingSdk {
  return isObject(value) && typeof value.getTrackContext === "function" && typeof value.Opik === "function";
}

function isSet(value: unknown): value is WeakSet<object> {
  return value instanceof WeakSet;
}
