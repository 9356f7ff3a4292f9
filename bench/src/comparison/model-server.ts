import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { shapeOf } from "../sink/json-shape.js";

/** What the model `gpt-4o-mini` answers to everything. */
export const ANSWER = "A trace tells what a program did, step by step.";
const USAGE = { prompt_tokens: 12, completion_tokens: 11, total_tokens: 23 };

export interface ModelServer {
  readonly url: string;
  close(): void;
}

/**
 * An OpenAI-compatible model. `rate-limited` is answered with 429, `breaks-off` ends its connection after the first
 * words of a stream.
 */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer((request, response) => {
    void text(request).then((body) => answer(shapeOf(JSON.parse(body)), response));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The model server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer({ model, stream }: ReturnType<typeof shapeOf>, response: ServerResponse): void {
  if (model === "rate-limited") {
    response.writeHead(429, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "Rate limit reached.", type: "tokens" } }));
  } else if (stream === true) {
    sendStream(String(model), response);
  } else {
    const message = { role: "assistant", content: ANSWER };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        ...{ id: "c-1", object: "chat.completion", created: 1, model, usage: USAGE },
        choices: [{ index: 0, message, finish_reason: "stop" }],
      }),
    );
  }
}

function sendStream(model: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (fields: object) => {
    const chunk = { id: "c-1", object: "chat.completion.chunk", created: 1, model, ...fields };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const words = ANSWER.split(/(?<= )/);
  const sent = model === "breaks-off" ? words.slice(0, 4) : words;
  for (const content of sent) {
    send({ choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] });
  }
  if (model === "breaks-off") {
    response.write("", () => response.socket?.resetAndDestroy());
    return;
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  send({ choices: [], usage: USAGE });
  response.end("data: [DONE]\n\n");
}
