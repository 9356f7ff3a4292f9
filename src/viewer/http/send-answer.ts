import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.js";

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  switch (answer.kind) {
    case "empty":
      response.writeHead(answer.status, answer.headers).end();
      break;
    case "json":
      sendContent(response, answer.status, JSON.stringify(answer.body), {
        "content-type": "application/json",
        ...answer.headers,
      });
      break;
    case "content":
      sendContent(response, answer.status, answer.content, { "content-type": answer.type, ...answer.headers });
      break;
    case "stream":
      answer.open(response);
      break;
  }
}

function sendContent(
  response: ServerResponse,
  status: number,
  content: Uint8Array | string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { "content-length": Buffer.byteLength(content), ...headers });
  response.end(content);
}
