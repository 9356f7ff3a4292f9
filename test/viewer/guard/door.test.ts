import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBody } from "../../support/opik-server/wire-request.js";
import { ask, openTestViewer, type TestViewer } from "../support/test-viewer.js";

const PAGE = { "index.html": "<!doctype html>", "assets/main-12345678.js": "1;", "assets/main-12345678.js.gz": "x" };

describe("a server for this machine alone", () => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer({ pageFiles: PAGE });
  });
  afterAll(() => viewer.close());

  it.each(["localhost", "127.0.0.1", "[::1]", "app.localhost", "127.9.9.9"])(
    "a local server answers to the name %s",
    async (name) => {
      expect(await statusAs(viewer, "/viewer/api/traces", { host: `${name}:5273` })).toBe(200);
    },
  );

  it.each(["evil.example", "localhost.evil.example", "192.168.1.7", "127.0.0.1.nip.io", "evil@localhost@evil"])(
    "a local server does not answer to the name %j, which another site may have resolved to this address",
    async (name) => {
      for (const path of ["/viewer/api/traces", "/api/is-alive/ping", "/"]) {
        expect(await statusAs(viewer, path, { host: name })).toBe(403);
      }
    },
  );

  it.each([
    { origin: "http://evil.example" },
    { origin: "http://localhost:1" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
  ])("a local server does nothing for a page elsewhere: %j", async (headers) => {
    const { host } = new URL(viewer.url);
    expect(await statusAs(viewer, "/viewer/api/traces", { host, ...headers })).toBe(403);
    expect(await statusAs(viewer, "/api/v1/private/traces/delete", { host, ...headers }, "POST")).toBe(403);
  });

  it("a local server answers its own page, and whoever follows a link to it", async () => {
    const { host } = new URL(viewer.url);
    expect(await statusAs(viewer, "/viewer/api/traces", { host, origin: viewer.url })).toBe(200);
    expect(await statusAs(viewer, "/", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).toBe(
      200,
    );
  });

  it("every answer has a strict content policy and may be read by no other site", async () => {
    for (const path of ["/", "/viewer/api/traces", "/api/is-alive/ping", "/viewer/api/nothing"]) {
      const { headers } = await ask(viewer.url + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  it("the page's files have their types, and those with a hash in their name are cached for long", async () => {
    const first = await ask(`${viewer.url}/traces/some-id`);
    expect(first.text).toBe(PAGE["index.html"]);
    expect(first.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const script = await ask(`${viewer.url}/assets/main-12345678.js`, { headers: { "accept-encoding": "identity" } });
    expect(script.text).toBe("1;");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toContain("immutable");
  });

  it("a file of the page is compressed for a browser that accepts it", async () => {
    const { encoding } = await answerAs(viewer, "/assets/main-12345678.js", { "accept-encoding": "gzip" });
    expect(encoding).toBe("gzip");
  });

  it.each(["/../package.json", "/%2e%2e/package.json", "/assets/..%2f..%2fpackage.json", "/assets/none.js"])(
    "a local server gives no file but the page's: %s",
    async (path) => {
      expect(await bodyAs(viewer, path)).not.toContain('"name"');
    },
  );
});

describe("a server without a built page", () => {
  it("a server without a built page says so in words", async () => {
    const viewer = await openTestViewer();
    expect((await ask(viewer.url)).text).toContain("Its page is not built here");
    await viewer.close();
  });
});

describe("a server with a token", () => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer({ token: "open sesame", pageFiles: PAGE });
  });
  afterAll(() => viewer.close());

  const status = async (headers: Readonly<Record<string, string>>) =>
    (await ask(`${viewer.url}/viewer/api/traces`, { headers })).status;

  it("a server with a token gives traces to nobody who lacks it", async () => {
    expect(await status({})).toBe(401);
    expect(await status({ authorization: "open sesam" })).toBe(401);
    expect(await status({ cookie: `langchain_opik_session_${new URL(viewer.url).port}=open` })).toBe(401);
    expect((await viewer.opik("POST", "/traces/batch", { traces: [] })).status).toBe(401);
    expect((await ask(`${viewer.url}/viewer/api/live`)).status).toBe(401);
  });

  it("a server with a token accepts it from senders as their API key", async () => {
    expect(await status({ authorization: "open sesame" })).toBe(200);
    expect(await status({ authorization: "Bearer open sesame" })).toBe(200);
  });

  it("a server with a token accepts it in the address once, and then from a cookie that no script reads", async () => {
    const entered = await ask(`${viewer.url}/?token=open+sesame`);
    const cookie = entered.headers.get("set-cookie") ?? "";
    expect(entered.status).toBe(303);
    expect(entered.headers.get("location")).toBe("/");
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(await status({ cookie: cookie.split(";")[0] ?? "" })).toBe(200);
    expect(entered.headers.get("cache-control")).toBe("no-store");
    expect((await ask(`${viewer.url}/?token=wrong`)).status).toBe(401);
  });

  it("logs in by the address that --open shows once, and leaves who is logged in where they are", async () => {
    const address = viewer.url + viewer.loginPath();
    expect((await ask(address, { method: "HEAD" })).headers.has("set-cookie")).toBe(false);
    const entered = await ask(address);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(entered).toMatchObject({ status: 303 });
    expect(entered.headers.get("location")).toBe("/");
    expect(await status({ cookie })).toBe(200);
    expect((await ask(address)).status).toBe(401);
    expect((await ask(address, { headers: { cookie } })).status).toBe(303);
  });

  it("tells everybody that it is alive, and gives the page, which holds no traces", async () => {
    expect((await ask(`${viewer.apiUrl}/is-alive/ping`)).status).toBe(200);
    expect((await ask(viewer.url)).text).toBe(PAGE["index.html"]);
  });

  it("a server with a token may be reached under any name", async () => {
    const headers = { host: "collector:5273", authorization: "open sesame" };
    expect(await statusAs(viewer, "/viewer/api/traces", headers)).toBe(200);
  });

  it("a server with a token redirects nobody to another site", async () => {
    const { headers } = await ask(`${viewer.url}//evil.example/?token=open+sesame`);
    expect(headers.get("location")).toBe("/evil.example/");
    const proxied = await answerAs(viewer, "http://evil.example/?token=open+sesame", { host: "localhost" });
    expect(proxied.location).toBe("/http://evil.example/");
  });
});

interface Raw {
  readonly status: number;
  readonly encoding: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/** `fetch` sends no other `Host` than the real one, and cleans paths. */
async function answerAs(
  { url }: TestViewer,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<Raw> {
  const { hostname, port } = new URL(url);
  const asked = request({ hostname, port, path, method, headers });
  asked.end();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject);
  });
  const body = (await readBody(answer)) ?? Buffer.alloc(0);
  const { "content-encoding": encoding, location } = answer.headers;
  return { status: answer.statusCode ?? 0, encoding, location, body: body.toString() };
}

async function statusAs(
  viewer: TestViewer,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<number> {
  return (await answerAs(viewer, path, headers, method)).status;
}

async function bodyAs(viewer: TestViewer, path: string): Promise<string> {
  return (await answerAs(viewer, path, { host: "localhost" })).body;
}
