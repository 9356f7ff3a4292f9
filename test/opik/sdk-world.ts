import { disableLogger, flushAll } from "opik";
import { afterAll, expect, onTestFinished, vi } from "vitest";
import { OpikCallbackHandler, type OpikCallbackHandlerOptions } from "../../src/index.js";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { printTraces } from "../../src/testing/index.js";
import { type ModelScript, type ModelServer, startModelServer } from "../support/models/model-server.js";
import { chatModel } from "../support/models/scripted-chat.js";
import {
  type AnswerOther,
  type RecordingOpikServer,
  startRecordingOpikServer,
} from "../support/opik-server/recording-opik-server.js";

/** A traced program that uses Opik's SDK too, with the same server for both. */
export class SdkWorld {
  readonly models: ModelServer;
  readonly opik: RecordingOpikServer;
  readonly handler: OpikCallbackHandler;
  readonly #earlier: ReadonlySet<string>;

  constructor(models: ModelServer, opik: RecordingOpikServer, options: OpikCallbackHandlerOptions) {
    this.models = models;
    this.opik = opik;
    this.handler = new OpikCallbackHandler({ apiUrl: opik.url, projectName: "tests", ...options });
    this.#earlier = new Set(opik.traces.map(({ id }) => id));
  }

  chatModel(model = "gpt-4o-mini") {
    return chatModel(this.models, model);
  }

  /** What has arrived since this world began, once the SDK and the handler have flushed. */
  async arrived(): Promise<{ traces: TraceRecord[]; spans: SpanRecord[] }> {
    await flushAll();
    await this.handler.flush();
    const traces = this.opik.traces.filter(({ id }) => !this.#earlier.has(id));
    return { traces, spans: this.opik.spans.filter((span) => !this.#earlier.has(span.trace_id)) };
  }

  async onlyTrace(): Promise<{ trace: TraceRecord; spans: SpanRecord[] }> {
    const { traces, spans } = await this.arrived();
    const [trace] = traces;
    if (trace === undefined || traces.length > 1) throw new Error(`Expected one trace, but ${traces.length} arrived.`);
    return { trace, spans };
  }

  /** All traces that have arrived since this world began, as text. */
  async printed(): Promise<string> {
    return printTraces(await this.arrived());
  }

  async close(): Promise<void> {
    await flushAll();
    await this.handler.close({ timeoutMs: 1_000 });
    await this.models.close();
  }
}

/**
 * Gives the tests of one file their worlds. They share the server, because the client behind `track` is made once in a
 * process and keeps the address that the environment had then.
 */
export function sdkWorlds(
  answerOther?: AnswerOther,
): (script?: ModelScript, options?: OpikCallbackHandlerOptions) => Promise<SdkWorld> {
  let opik: RecordingOpikServer | undefined;
  afterAll(() => opik?.close());
  return async (script, options = {}) => {
    opik ??= await startForSdk(answerOther);
    const { violations } = opik;
    const world = new SdkWorld(await startModelServer(script), opik, options);
    onTestFinished(async () => {
      await world.close();
      expect(violations).toEqual([]);
    });
    return world;
  };
}

async function startForSdk(answerOther: AnswerOther | undefined): Promise<RecordingOpikServer> {
  disableLogger();
  const server = await startRecordingOpikServer({ ...(answerOther && { answerOther }) });
  vi.stubEnv("OPIK_URL_OVERRIDE", server.url);
  vi.stubEnv("OPIK_PROJECT_NAME", "tests");
  return server;
}
