import type { RunKey } from "../../tracing/run/run-event.js";
import type { TraceRecorder } from "../../tracing/trace-recorder.js";
import type { RunEvents } from "../langchain-callbacks.js";
import type { HttpAttemptSink } from "./http-attempts.js";
import type { RunAccess } from "./run-access.js";
import { runAround } from "./run-around.js";

/** The recorder of one handler's runs, as the other handlers of the process see it. */
export interface Recording {
  /** The same for handlers whose settings are the same. */
  readonly settingsKey: string;
  readonly events: RunEvents & HttpAttemptSink;
  readonly runs: Pick<TraceRecorder, "knows" | "isOpen" | "isOpenToolBelow" | "isRootedAt" | "treeOf">;
  /** Undefined if the run is not open. */
  access(key: RunKey): RunAccess | undefined;
}

/** Under this name a handler returns the recorder of an open run, whichever copy of this package made it. */
export const RECORDING: unique symbol = Symbol.for("langchain-opik.recording");

export interface RecordingSource {
  [RECORDING](runId: string): Recording | undefined;
}

export function isRecordingSource(value: unknown): value is RecordingSource {
  return typeof value === "object" && value !== null && RECORDING in value;
}

/** The handlers that record the run around the code that runs now, while it is open. Undefined if there are none. */
export function handlersAround(): readonly unknown[] | undefined {
  const around = runAround();
  const handlers = around?.handlers.filter(
    (handler) => isRecordingSource(handler) && handler[RECORDING](around.runId) !== undefined,
  );
  return handlers === undefined || handlers.length === 0 ? undefined : handlers;
}
