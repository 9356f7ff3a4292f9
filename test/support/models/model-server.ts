import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { asJsonObject, asList, isJsonObject, type JsonObject } from "../../../src/records/json/json-object.js";
import { Arrivals } from "../opik-server/arrivals.js";
import { type ResponsesAnswer, responseEvents, responsesQuestion, wholeResponse } from "./responses-api.js";

/** A question that arrived, as a chat completion or by the Responses API. */
export interface ModelCall {
  readonly api: "completions" | "responses";
  readonly model: string;
  readonly messages: readonly JsonObject[];
  readonly streamed: boolean;
  /** The text of the last message. */
  readonly question: string;
  /** How many calls came before it, of any model. */
  readonly index: number;
  readonly body: JsonObject;
}

export interface AskedTool {
  readonly id: string;
  readonly name: string;
  readonly args: JsonObject;
}

/** What the model does with a call. */
export type ModelReply =
  | {
      readonly kind: "text";
      readonly text: string;
      /** A summary of what the model thought: only the Responses API has it. */
      readonly thought?: string;
      readonly model?: string;
      readonly usage?: JsonObject;
      /** Waited for before the answer, or in a stream before the last chunk. */
      readonly until?: Promise<unknown>;
    }
  | { readonly kind: "tools"; readonly tools: readonly AskedTool[]; readonly text?: string }
  | {
      readonly kind: "error";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
      /** Waited for before the answer. */
      readonly until?: Promise<unknown>;
    }
  /** The connection ends before any answer, or in a stream after the first words. */
  | { readonly kind: "reset"; readonly text?: string }
  /** In a stream the first words come, then nothing. */
  | { readonly kind: "silent"; readonly text?: string };

export type ModelScript = (call: ModelCall) => ModelReply;

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const RESPONSES_USAGE = {
  input_tokens: 10,
  output_tokens: 5,
  total_tokens: 15,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 2 },
};

/** An OpenAI-compatible chat model over real HTTP, whose answers a test scripts. */
export class ModelServer {
  readonly calls: ModelCall[] = [];
  readonly #arrivals = new Arrivals();
  script: ModelScript;
  readonly #server = createServer((request, response) => {
    void this.#handle(request, response);
  });

  constructor(script: ModelScript) {
    this.script = script;
  }

  /** To be given as `configuration.baseURL`. */
  get url(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("The model server does not listen.");
    return `http://127.0.0.1:${address.port}/v1`;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Resolves when at least so many calls have arrived. */
  waitForCalls(count: number): Promise<void> {
    return this.#arrivals.until(() => this.calls.length >= count);
  }

  async close(): Promise<void> {
    this.#arrivals.end("The model server was closed before what was waited for came.");
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = asJsonObject(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    const api = request.url?.endsWith("/responses") === true ? "responses" : "completions";
    const call = readCall(api, body, this.calls.length);
    this.calls.push(call);
    this.#arrivals.happened();
    const reply = this.script(call);
    switch (reply.kind) {
      case "error":
        await reply.until;
        response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
        response.end(
          JSON.stringify({ error: { message: reply.message ?? `scripted ${reply.status}`, type: "scripted" } }),
        );
        return;
      case "reset":
        if (call.streamed && reply.text !== undefined) await sendFirstWords(response, call, reply.text);
        request.socket.resetAndDestroy();
        return;
      case "silent":
        if (call.streamed && reply.text !== undefined) await sendFirstWords(response, call, reply.text);
        return;
      case "text":
      case "tools":
        await SENDERS[call.api][call.streamed ? "stream" : "whole"](response, call, reply);
    }
  }
}

export async function startModelServer(script: ModelScript = echo): Promise<ModelServer> {
  const server = new ModelServer(script);
  await server.listen();
  return server;
}

/** Answers with what was asked. */
const echo: ModelScript = (call) => ({ kind: "text", text: `echo: ${call.question}` });

type Answer = Extract<ModelReply, { kind: "text" | "tools" }>;

type Sender = (response: ServerResponse, call: ModelCall, answer: Answer) => Promise<void>;

const SENDERS: Readonly<Record<ModelCall["api"], { readonly whole: Sender; readonly stream: Sender }>> = {
  completions: { whole: sendWhole, stream: sendStream },
  responses: { whole: sendWholeResponse, stream: sendResponseStream },
};

function readCall(api: ModelCall["api"], body: JsonObject, index: number): ModelCall {
  const messages = asList(body.messages ?? body.input).filter(isJsonObject);
  const last = api === "responses" ? responsesQuestion(body) : messages.at(-1)?.content;
  return {
    api,
    model: typeof body.model === "string" ? body.model : "",
    messages,
    streamed: body.stream === true,
    question: typeof last === "string" ? last : JSON.stringify(last),
    index,
    body,
  };
}

async function sendWhole(response: ServerResponse, call: ModelCall, answer: Answer): Promise<void> {
  if (answer.kind === "text") await answer.until;
  const message = { role: "assistant", content: answer.text ?? null, ...toolCalls(answer) };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      ...envelope("chat.completion", call, answer),
      choices: [{ index: 0, message, finish_reason: finishReason(answer) }],
      usage: (answer.kind === "text" && answer.usage) || USAGE,
    }),
  );
}

async function sendStream(response: ServerResponse, call: ModelCall, answer: Answer): Promise<void> {
  openStream(response);
  const words = (answer.text ?? "").match(/\S+\s*/g) ?? [];
  for (const word of words) sendDelta(response, call, answer, { content: word }, null);
  if (answer.kind === "tools") sendDelta(response, call, answer, toolCalls(answer), null);
  if (answer.kind === "text") await answer.until;
  sendDelta(response, call, answer, {}, finishReason(answer));
  const usage = (answer.kind === "text" && answer.usage) || USAGE;
  if (asJsonObject(call.body.stream_options).include_usage === true) {
    response.write(
      `data: ${JSON.stringify({ ...envelope("chat.completion.chunk", call, answer), choices: [], usage })}\n\n`,
    );
  }
  response.end("data: [DONE]\n\n");
}

async function sendWholeResponse(response: ServerResponse, call: ModelCall, answer: Answer): Promise<void> {
  if (answer.kind === "text") await answer.until;
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(wholeResponse(responsesAnswer(call, answer))));
}

async function sendResponseStream(response: ServerResponse, call: ModelCall, answer: Answer): Promise<void> {
  openStream(response);
  const { content, end } = responseEvents(responsesAnswer(call, answer));
  for (const event of content) response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (answer.kind === "text") await answer.until;
  response.end(`data: ${JSON.stringify(end)}\n\n`);
}

function responsesAnswer(call: ModelCall, answer: Answer): ResponsesAnswer {
  return {
    id: `resp_${call.index}`,
    model: (answer.kind === "text" && answer.model) || call.model,
    text: answer.text,
    thought: answer.kind === "text" ? answer.thought : undefined,
    tools: answer.kind === "tools" ? answer.tools : [],
    usage: (answer.kind === "text" && answer.usage) || RESPONSES_USAGE,
  };
}

// Resolves when the words have left this process.
async function sendFirstWords(response: ServerResponse, call: ModelCall, text: string): Promise<void> {
  openStream(response);
  const lines = (text.match(/\S+\s*/g) ?? []).map((content) => {
    const choices = [{ index: 0, delta: { content }, finish_reason: null }];
    return `data: ${JSON.stringify({ ...envelope("chat.completion.chunk", call, undefined), choices })}\n\n`;
  });
  await new Promise<void>((resolve) => {
    response.write(lines.join(""), () => {
      resolve();
    });
  });
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

function sendDelta(
  response: ServerResponse,
  call: ModelCall,
  answer: Answer,
  delta: JsonObject,
  finish: string | null,
): void {
  const choices = [{ index: 0, delta: { role: "assistant", ...delta }, finish_reason: finish }];
  response.write(`data: ${JSON.stringify({ ...envelope("chat.completion.chunk", call, answer), choices })}\n\n`);
}

function envelope(object: string, call: ModelCall, answer: Answer | undefined): JsonObject {
  const model = (answer?.kind === "text" && answer.model) || call.model;
  return { id: `chatcmpl-${call.index}`, object, created: 1_700_000_000, model };
}

function toolCalls(answer: Answer): JsonObject {
  if (answer.kind !== "tools") return {};
  return {
    tool_calls: answer.tools.map(({ id, name, args }, index) => ({
      index,
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(args) },
    })),
  };
}

function finishReason(answer: Answer): string {
  return answer.kind === "tools" ? "tool_calls" : "stop";
}
