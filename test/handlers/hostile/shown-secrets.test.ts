import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { inspect } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { OpikCallbackHandler } from "../../../src/handlers/opik-callback-handler.js";
import { readProjectConfig } from "../../../src/settings/files/project-config-file.js";
import { projectFolder } from "../../cli/support/project-folder.js";

const KEY = "the/key+of this account";
const GATEWAY = "the-word-of-the-gateway";

/** Refuses everything in words of its own. */
async function startServer(words: (request: IncomingMessage) => string): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(401).end(JSON.stringify({ message: words(request) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/api`;
}

async function trace(handler: OpikCallbackHandler): Promise<void> {
  handler.handleChainStart({}, { question: 1 }, crypto.randomUUID());
  handler.handleChainEnd({}, crypto.randomUUID());
  await handler.close({ timeoutMs: 5_000 });
}

test("what a server echoes of its request shows no secret in the log or health(), and forges no line", async () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  onTestFinished(() => {
    warn.mockRestore();
  });
  const apiUrl = await startServer(({ headers }) => {
    const sent = `${headers.authorization ?? ""} ${String(headers["x-gateway"])}`;
    return `${sent} ${Buffer.from(sent).toString("base64")} ${encodeURIComponent(sent)}\r\nlangchain-opik: forged\u001b[2J`;
  });
  const handler = new OpikCallbackHandler({ apiUrl, apiKey: KEY, headers: { "x-gateway": GATEWAY }, spool: false });

  await trace(handler);

  const shown = [handler.health().lastFailure?.message ?? "", ...warn.mock.calls.map(([line]) => String(line))];
  expect(shown.length).toBeGreaterThan(1);
  for (const text of shown) {
    expect(text).toMatch(/\*\*\* \*\*\* \*\*\* \*\*\*%20\*\*\* langchain-opik: forged[^\p{Cc}]*$/u);
    expect(text).not.toContain(encodeURIComponent(KEY));
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(GATEWAY);
  }
});

test("no dump of a handler or of the process shows a secret of the settings", async () => {
  const folder = projectFolder({
    "langchain-opik.config.json": JSON.stringify({ opik: { apiKey: "hunter1-in-a-file" } }),
  });
  readProjectConfig({ OPIK_LANGCHAIN_CONFIG: `${folder}/langchain-opik.config.json` });
  const handler = new OpikCallbackHandler({
    apiUrl: await startServer(() => "no"),
    apiKey: "hunter2-in-code",
    headers: { "x-gateway": "hunter3-in-code" },
    store: "postgres://app:hunter4-in-code@127.0.0.1:1/traces",
    spool: false,
  });
  await trace(handler);

  const registries = Object.getOwnPropertySymbols(globalThis).map((key): unknown => Reflect.get(globalThis, key));
  expect(inspect([handler, registries], { depth: 12, showHidden: true })).not.toMatch(/hunter\d-in/);
});
