import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFetchTransport } from "../../../src/delivery/http/fetch-transport.js";
import type { HttpAnswer, HttpSettings, Transport } from "../../../src/delivery/http/http-transport.js";
import { createNodeHttpTransport } from "../../../src/delivery/http/node-http-transport.js";
import { type TestSettings, testSettings } from "../../support/delivery/test-delivery-settings.js";

const NEVER_ABORTED = new AbortController().signal;

async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

type CreateTransport = (settings: HttpSettings) => Transport;

const TRANSPORTS: readonly [name: string, create: CreateTransport][] = [
  ["createNodeHttpTransport", createNodeHttpTransport],
  ["createFetchTransport", createFetchTransport],
];

describe.each(TRANSPORTS)("%s", (_, create) => {
  function post(apiUrl: string, settings: Partial<TestSettings> = {}, signal = NEVER_ABORTED): Promise<HttpAnswer> {
    const transport = create(testSettings(apiUrl, settings));
    onTestFinished(() => transport.close());
    return transport.post("/v1/private/traces/batch", ["{}"], signal);
  }

  it.each(["", "/", "/opik/api", "/opik/api/"])(
    "a transport appends the path to a base address that ends in %j",
    async (base) => {
      const paths: (string | undefined)[] = [];
      const url = await startServer((request, response) => {
        paths.push(request.url);
        response.writeHead(204).end();
      });

      expect(await post(url + base)).toMatchObject({ kind: "answered", status: 204 });
      expect(paths).toEqual([`${base.replace(/\/$/, "")}/v1/private/traces/batch`]);
    },
  );

  it("a transport reads only the beginning of a long answer", async () => {
    const url = await startServer((_, response) => response.writeHead(500).end("x".repeat(5_000_000)));

    const answer = await post(url);

    expect(answer).toMatchObject({ kind: "answered", status: 500 });
    expect(answer.kind === "answered" ? answer.body.length : 0).toBe(64 * 1024);
  });

  it("a transport hides the key in an answer before the text can be cut", async () => {
    const url = await startServer((_, response) => response.writeHead(401).end("no such key: the-secret-key"));

    expect(await post(url, { apiKey: "the-secret-key" })).toMatchObject({ body: "no such key: ***" });
  });

  it("a transport returns the status when the body of an answer breaks off", async () => {
    const url = await startServer((_, response) => {
      response.writeHead(413, { "content-length": "1000" });
      response.write("too large", () => response.destroy());
    });

    expect(await post(url)).toMatchObject({ kind: "answered", status: 413, body: "too large" });
  });

  it.each([200, 500])("a transport returns the status %i when the body of an answer never ends", async (status) => {
    const url = await startServer((_, response) => {
      response.writeHead(status, { "content-length": "1000" });
      response.write("slow");
    });

    expect(await post(url)).toMatchObject({ kind: "answered", status, body: "slow" });
  });

  it("a transport does not follow a redirect", async () => {
    const paths: (string | undefined)[] = [];
    const url = await startServer((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: "/elsewhere" }).end();
    });

    expect(await post(url)).toMatchObject({ kind: "answered", status: 307 });
    expect(paths).toEqual(["/v1/private/traces/batch"]);
  });

  it("a transport reuses its connection", async () => {
    const ports = new Set<number | undefined>();
    const url = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(204).end();
    });
    const transport = create(testSettings(url));
    for (let round = 0; round < 3; round += 1) await transport.post("/x", ["{}"], NEVER_ABORTED);
    await transport.close();

    expect(ports.size).toBe(1);
  });

  it("a transport ends a request whose signal is aborted before or while it is in flight", async () => {
    const controller = new AbortController();
    const url = await startServer(() => {
      controller.abort();
    });

    expect(await post(url, {}, controller.signal)).toMatchObject({
      kind: "failed",
      message: "the request was cut off",
    });
    expect(await post(url, {}, controller.signal)).toMatchObject({
      kind: "failed",
      message: "the request was cut off",
    });
  });

  it.each([
    ["not a URL", {}],
    ["ftp://127.0.0.1/api", {}],
    ["http://127.0.0.1:1/api", {}],
    ["http://127.0.0.1:1/api", { apiKey: "line\nbreak-secret" }],
  ])("a transport returns a failure, without the key, for %s and %j", async (apiUrl, settings) => {
    const answer = await post(apiUrl, settings);

    expect(answer).toMatchObject({ kind: "failed", cause: "network" });
    expect(JSON.stringify(answer)).not.toContain("secret");
  });
});
