import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createSecureServer } from "node:https";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createNodeHttpTransport } from "../../../src/delivery/http/node-http-transport.js";
import { proxyIsConfigured } from "../../../src/delivery/http/proxy.js";
import { startTestDelivery } from "../../support/delivery/test-delivery.js";
import { testSettings } from "../../support/delivery/test-delivery-settings.js";
import { type ForwardProxy, startForwardProxy } from "../../support/opik-server/forward-proxy.js";
import { traceText } from "../../support/opik-server/record-texts.js";
import { selfSignedCertificate } from "../../support/opik-server/self-signed-certificate.js";
import { onceBuilt } from "../../support/process/once-built.js";
import { runProgram } from "../../support/process/run-program.js";

const POST_AND_END = new URL("../process/exit-programs/post-and-end.ts", import.meta.url);
const POST_AND_TELL = new URL("../process/exit-programs/post-and-tell.ts", import.meta.url);
const VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
const NEVER_ABORTED = new AbortController().signal;

let proxy: ForwardProxy;

beforeEach(async () => {
  for (const name of VARIABLES.flatMap((variable) => [variable, variable.toUpperCase()])) vi.stubEnv(name, undefined);
  proxy = await startForwardProxy();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy.close();
});

async function deliverOne(): Promise<{ delivered: number; port: number }> {
  const { server, sink } = await startTestDelivery();
  sink.accept(traceText(1));
  return { delivered: (await sink.flush()).delivered, port: server.port };
}

describe("an http server behind a proxy", () => {
  it.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])(
    "an http server is reached through the proxy of %s",
    async (variable) => {
      vi.stubEnv(variable, proxy.url);

      const { delivered, port } = await deliverOne();

      expect(delivered).toBe(1);
      expect(proxy.requests).toEqual([`POST http://127.0.0.1:${port}/api/v1/private/traces/batch`]);
    },
  );

  it.each([
    ["us%er:100%", "us%er:100%"],
    [":token", ":token"],
  ])("an http server is reached through a proxy with the login %s", async (login, sent) => {
    vi.stubEnv("HTTP_PROXY", proxy.url.replace("//", `//${login}@`));

    expect((await deliverOne()).delivered).toBe(1);
    expect(proxy.logins).toEqual([sent]);
  });

  it("an http server is not reached through the proxy of HTTPS_PROXY", async () => {
    vi.stubEnv("HTTPS_PROXY", proxy.url);

    expect((await deliverOne()).delivered).toBe(1);
    expect(proxy.requests).toEqual([]);
  });

  it.each(["*", "127.0.0.1", "example.com,127.0.0.1", "*.0.0.1", ".0.0.1"])(
    "an http server is reached directly when NO_PROXY is %s",
    async (value) => {
      vi.stubEnv("HTTP_PROXY", proxy.url);
      vi.stubEnv("NO_PROXY", value);

      expect((await deliverOne()).delivered).toBe(1);
      expect(proxy.requests).toEqual([]);
    },
  );

  it("an http server is reached directly when NO_PROXY names its host and port, but not another port", async () => {
    vi.stubEnv("HTTP_PROXY", proxy.url);
    const { server, sink } = await startTestDelivery();
    vi.stubEnv("no_proxy", `127.0.0.1:${server.port}`);
    sink.accept(traceText(1));
    await sink.flush();
    expect(proxy.requests).toEqual([]);

    vi.stubEnv("no_proxy", "127.0.0.1:1");
    await deliverOne();
    expect(proxy.requests).toHaveLength(1);
  });

  it("an http server is reached through the proxy when NO_PROXY is an address range, which has no meaning there", async () => {
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", "127.0.0.0/8");
    await deliverOne();

    expect(proxy.requests).toHaveLength(1);
  });
});

describe("an https server behind a proxy", () => {
  it("an https server is reached through a tunnel, so that the proxy does not see the key", async () => {
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const target = await startByteCatcher();
    const transport = createNodeHttpTransport(testSettings(`https://127.0.0.1:${target.port}/api`));

    const answer = await transport.post("/v1/private/traces/batch", ["{}"], NEVER_ABORTED);

    expect(answer).toMatchObject({ kind: "failed", cause: "network" });
    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${target.port}`]);
    expect(target.firstByte()).toBe(TLS_HANDSHAKE);
    target.server.close();
  });

  it("the tunnel to an https server is opened in plain HTTP where the proxy's address has no scheme", async () => {
    vi.stubEnv("HTTPS_PROXY", proxy.url.replace("http://", ""));
    const target = await startByteCatcher();
    const transport = createNodeHttpTransport(testSettings(`https://127.0.0.1:${target.port}/api`));

    await transport.post("/v1/private/traces/batch", ["{}"], NEVER_ABORTED);

    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${target.port}`]);
    target.server.close();
  });

  it.each(["127.0.0.1", "localhost"])(
    "an https server behind a proxy is identified by its certificate, and its answer is returned: %s",
    async (host) => {
      const { certFile, ...certificate } = selfSignedCertificate();
      const target = await startSecureServer(certificate);

      const { output } = await runProgram(POST_AND_TELL, {
        HTTPS_PROXY: proxy.url.replace("//", "//us%40er:pass-word@"),
        NODE_EXTRA_CA_CERTS: certFile,
        TEST_API_URL: `https://${host}:${target.port}/api`,
      });

      expect(JSON.parse(output)).toMatchObject({ kind: "answered", status: 204 });
      expect(target.authorizations).toEqual(["the-secret-key"]);
      expect(proxy.requests).toEqual([`CONNECT ${host}:${target.port}`]);
      expect(proxy.logins).toEqual(["us@er:pass-word"]);
    },
  );

  it("the message for a proxy that refuses a tunnel names its status", async () => {
    const refusing = await startForwardProxy({ refusesWith: 407 });
    vi.stubEnv("HTTPS_PROXY", refusing.url);

    const answer = await createNodeHttpTransport(testSettings("https://opik.invalid/api")).post(
      "/x",
      ["{}"],
      NEVER_ABORTED,
    );

    const message = "the proxy refused a connection to opik.invalid:443 with status 407";
    expect(answer).toEqual({ kind: "failed", cause: "network", message });
    await refusing.close();
  });

  it("a request times out when the proxy never answers", async () => {
    const silent = await startForwardProxy({ silent: true });
    vi.stubEnv("HTTPS_PROXY", silent.url);
    const settings = testSettings("https://127.0.0.1:9/api", { requestTimeoutMs: 50 });

    const answer = await createNodeHttpTransport(settings).post("/x", ["{}"], NEVER_ABORTED);

    expect(answer).toMatchObject({ kind: "failed", cause: "timeout" });
    await silent.close();
  });

  // An hour is the time limit of its request, so that nothing but the way it is made can end the process.
  it("a silent proxy does not keep a process alive that has nothing else to do", async () => {
    const silent = await startForwardProxy({ silent: true });
    const child = spawn(process.execPath, [onceBuilt(POST_AND_END)], {
      env: { ...process.env, HTTPS_PROXY: silent.url, TEST_API_URL: "https://opik.invalid/api" },
      stdio: ["pipe", "inherit", "inherit"],
    });
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await silent.close();
    });
    await silent.asked;
    child.stdin.end();

    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("a proxy that cannot be used", () => {
  it.each(["socks5://127.0.0.1:1080", "http://"])(
    "a proxy that cannot be used is named as the reason of the failure: %s",
    async (value) => {
      vi.stubEnv("HTTP_PROXY", value);
      const transport = createNodeHttpTransport(testSettings("http://127.0.0.1:9/api"));

      const answer = await transport.post("/x", ["{}"], NEVER_ABORTED);

      expect(answer.kind === "failed" ? answer.message : "").toContain("proxy");
    },
  );
});

const TLS_HANDSHAKE = 0x16;

interface ByteCatcher {
  readonly server: Server;
  readonly port: number;
  readonly firstByte: () => number | undefined;
}

/** Takes a connection, keeps what comes first, and ends it: enough to see that TLS was begun. */
async function startByteCatcher(): Promise<ByteCatcher> {
  let first: number | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (data) => {
      first = data[0];
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    server,
    port: typeof address === "object" && address !== null ? address.port : 0,
    firstByte: () => first,
  };
}

interface SecureServer {
  readonly port: number;
  /** The keys that it was sent. */
  readonly authorizations: (string | undefined)[];
}

async function startSecureServer(certificate: { readonly key: string; readonly cert: string }): Promise<SecureServer> {
  const authorizations: (string | undefined)[] = [];
  const server = createSecureServer(certificate, ({ headers }, response) => {
    authorizations.push(headers.authorization);
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : 0, authorizations };
}

it("no proxy is looked up where the program may not read the environment, as in Deno", () => {
  const forbidden = new Proxy<Record<string, string>>(
    {},
    {
      get: () => {
        throw new Error("Requires env access");
      },
    },
  );
  expect(proxyIsConfigured(forbidden)).toBe(false);
});
