import type { ChatOpenAI, ChatOpenAIFields } from "@langchain/openai";
import { expect, onTestFinished } from "vitest";
import { OpikCallbackHandler, type OpikCallbackHandlerOptions } from "../../../src/index.js";
import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import { printTraces } from "../../../src/testing/index.js";
import { type ModelScript, type ModelServer, startModelServer } from "../models/model-server.js";
import { chatModel } from "../models/scripted-chat.js";
import {
  type RecordingOpikServer,
  type RecordingOpikServerOptions,
  startRecordingOpikServer,
} from "../opik-server/recording-opik-server.js";

/** What a traced program runs with: a scripted model, a recording Opik, and a handler between them. */
export class TracedWorld {
  readonly models: ModelServer;
  readonly opik: RecordingOpikServer;
  readonly handler: OpikCallbackHandler;
  readonly #handlers: OpikCallbackHandler[] = [];

  constructor(models: ModelServer, opik: RecordingOpikServer, options: OpikCallbackHandlerOptions) {
    this.models = models;
    this.opik = opik;
    this.handler = this.newHandler(options);
  }

  /** One more handler of the same Opik server. */
  newHandler(options: OpikCallbackHandlerOptions = {}): OpikCallbackHandler {
    const handler = new OpikCallbackHandler({ apiUrl: this.opik.url, projectName: "tests", ...options });
    this.#handlers.push(handler);
    return handler;
  }

  /** A real ChatOpenAI that asks the scripted model server, without retries of its own. */
  chatModel(fields: ChatOpenAIFields = {}): ChatOpenAI {
    return chatModel(this.models, fields.model ?? "gpt-4o-mini", fields);
  }

  /** Everything that has arrived once what is finished has been flushed. */
  async arrived(): Promise<{ traces: TraceRecord[]; spans: SpanRecord[] }> {
    await Promise.all(this.#handlers.map((handler) => handler.flush()));
    return { traces: this.opik.traces, spans: this.opik.spans };
  }

  /** The only trace that has arrived, with its spans. */
  async onlyTrace(): Promise<{ trace: TraceRecord; spans: SpanRecord[] }> {
    const { traces, spans } = await this.arrived();
    const [trace] = traces;
    if (trace === undefined || traces.length > 1) throw new Error(`Expected one trace, but ${traces.length} arrived.`);
    return { trace, spans };
  }

  /** All traces that have arrived, as text. */
  async printed(): Promise<string> {
    return printTraces(await this.arrived());
  }

  async close(): Promise<void> {
    await Promise.all(this.#handlers.map((handler) => handler.close({ timeoutMs: 1_000 })));
    await Promise.all([this.models.close(), this.opik.close()]);
  }
}

/**
 * Starts both servers; they end with the test, which fails if a record that arrived was not as the wire schema has it.
 */
export async function traceWorld(
  script?: ModelScript,
  options: OpikCallbackHandlerOptions = {},
  server?: RecordingOpikServerOptions,
): Promise<TracedWorld> {
  const models = await startModelServer(script);
  const opik = await startRecordingOpikServer(server);
  const world = new TracedWorld(models, opik, options);
  onTestFinished(async () => {
    await world.close();
    expect(opik.violations).toEqual([]);
  });
  return world;
}
