import { tryOr } from "../records/json/guarded-read.js";
import { BoundedMap } from "../tracing/run/bounded-map.js";
import { parentContext } from "./hooks/parent-context.js";
import { isRecordingSource, RECORDING, type Recording } from "./hooks/recording-source.js";
import { type RunAround, runAround } from "./hooks/run-around.js";
import type { RunEvents, RunRouter, StartCallback } from "./langchain-callbacks.js";

const MAX_RUNS_ELSEWHERE = 10_000;

interface Place {
  readonly recording: Recording;
  readonly start: StartCallback;
}

/**
 * Finds the parent of a run. LangChain reports no parent for a run that was given the handler again, and inside another
 * tracer's functions a parent that nobody knows: such a run is placed below the open run in which it was called. If
 * another handler with the same settings records that one, the run is recorded there too.
 */
export class RunPlacement implements RunRouter {
  readonly #own: Recording;
  /** The recorders of the runs that were started here and are in the trace of another handler. */
  #elsewhere: BoundedMap<string, Recording> | undefined;

  constructor(own: Recording) {
    this.#own = own;
  }

  begin(start: StartCallback): { readonly events: RunEvents; readonly start: StartCallback } {
    const place = tryOr(() => this.#place(start), undefined) ?? { recording: this.#own, start };
    if (place.recording !== this.#own) {
      this.#elsewhere ??= new BoundedMap(MAX_RUNS_ELSEWHERE);
      this.#elsewhere.set(start.runId, place.recording);
    }
    return { events: place.recording.events, start: place.start };
  }

  eventsOf(runId: string, parentRunId?: unknown): RunEvents {
    if (this.#elsewhere === undefined) return this.#own.events;
    const ofParent = typeof parentRunId === "string" ? this.#elsewhere.get(parentRunId) : undefined;
    return (this.#elsewhere.get(runId) ?? ofParent ?? this.#own).events;
  }

  /** The recorder of a run that was reported to this handler. */
  recordingOf(runId: string): Recording {
    return this.#elsewhere?.get(runId) ?? this.#own;
  }

  #place(start: StartCallback): Place | undefined {
    const around = runAround();
    const { parentRunId } = start;
    const ofParent = typeof parentRunId === "string" ? this.#recordingOfParent(parentRunId) : undefined;
    if (around === undefined) return ofParent && { recording: ofParent, start };
    if (ofParent !== undefined) {
      // LangChain runs the body of a tool's generator in the context of the tool's caller.
      const isInTool = typeof parentRunId === "string" && ofParent.runs.isOpenToolBelow(around.runId, parentRunId);
      return { recording: ofParent, start: isInTool ? below(around, start) : start };
    }
    const recording = this.#recordingAround(around);
    if (recording?.runs.isRootedAt(around.runId, parentContext().parent) !== true) return undefined;
    return { recording, start: below(around, start) };
  }

  #recordingOfParent(parentRunId: string): Recording | undefined {
    return this.#elsewhere?.get(parentRunId) ?? (this.#own.runs.knows(parentRunId) ? this.#own : undefined);
  }

  #recordingAround({ runId, handlers }: RunAround): Recording | undefined {
    const own = this.recordingOf(runId);
    if (own.runs.isOpen(runId)) return own;
    for (const handler of handlers) {
      const recording = isRecordingSource(handler) ? handler[RECORDING](runId) : undefined;
      if (recording?.settingsKey === this.#own.settingsKey) return recording;
    }
    return undefined;
  }
}

function below({ runId, call }: RunAround, start: StartCallback): StartCallback {
  return { ...start, parentRunId: runId, parentCall: call };
}
