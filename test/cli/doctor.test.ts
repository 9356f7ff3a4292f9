import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Examination } from "../../src/cli/doctor/examine.js";
import { startForwardProxy } from "../support/forward-proxy.js";
import { textMatching, textWith } from "../support/text-matchers.js";
import { startOpikSite } from "./support/opik-site.js";
import { installedCore, projectFolder } from "./support/project-folder.js";
import { runCommand } from "./support/run-command.js";

const KEY = "the-secret-key-of-a-test";

async function examine(env: Readonly<Record<string, string>>, folder = projectFolder(installedCore("1.2.13"))) {
  const output = await runCommand(["doctor", "--json"], {
    folder,
    env: { OPIK_API_KEY: KEY, OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "2000", ...env },
  });
  expect(output.stderr).toBe("");
  expect(output.stdout).not.toContain(KEY);
  const examination = JSON.parse(output.stdout) as Examination;
  const failures = examination.checks.filter(({ status }) => status === "failed");
  return { exitCode: output.exitCode, examination, failures };
}

describe("langchain-opik doctor", () => {
  it("writes a trace and a span, reads them back late, removes them, and ends with 0", async () => {
    const site = await startOpikSite({ readsUntilVisible: 2 });

    const { exitCode, examination } = await examine({ OPIK_URL_OVERRIDE: site.url });

    expect(examination.checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "packages: ok",
      "settings: ok",
      "proxy: ok",
      "DNS: ok",
      "TCP: ok",
      "server: ok",
      "clock: ok",
      "key and workspace: ok",
      "write: ok",
      "read back: ok",
      "remove: ok",
    ]);
    expect({ exitCode, arrives: examination.arrives }).toEqual({ exitCode: 0, arrives: true });
    expect(site.requests).toContain("POST /v1/private/traces/delete");
    expect(site.stored.size).toBe(0);
    expect([...site.authorizations]).toEqual([KEY]);
  });

  it("tells where each setting comes from, a .env file of the project too, with the key masked", async () => {
    const site = await startOpikSite();
    const folder = projectFolder({ ...installedCore("1.2.13"), ".env": `OPIK_WORKSPACE=acme\nOPIK_API_KEY=${KEY}x\n` });

    const { examination } = await examine({ OPIK_URL_OVERRIDE: site.url }, folder);

    expect(examination.settings).toEqual(
      expect.arrayContaining([
        { option: "apiKey", value: "***test", source: "environment, OPIK_API_KEY" },
        { option: "workspaceName", value: "acme", source: ".env, OPIK_WORKSPACE" },
        { option: "projectName", value: "Default Project", source: "default" },
      ]),
    );
  });

  const broken = [
    [
      "a wrong key",
      "/v1/private",
      { status: 401, body: `{"errors":["no user for ${KEY}"]}` },
      "key and workspace",
      /OPIK_API_KEY/,
    ],
    ["an unknown workspace", "/v1/private", { status: 403 }, "key and workspace", /OPIK_WORKSPACE/],
    ["a redirect", "/", { status: 308, headers: { location: "/new" } }, "server", /Redirects are not followed/],
    [
      "a web page",
      "/",
      { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html>" },
      "server",
      /\/api/,
    ],
    ["an address that is not the API's", "/", { status: 404 }, "server", /\/api/],
    ["a refused write", "/v1/private/spans/batch", { status: 402 }, "write", /quota/],
    ["a trace that is taken and lost", "/v1/private/traces/0", { status: 404 }, "read back", /logs/],
  ] as const;

  it.each(broken)("names %s and what to do, and ends with 1", async (_, path, answer, name, advice) => {
    const site = await startOpikSite({ special: { [path]: answer } });

    const { exitCode, failures } = await examine({ OPIK_URL_OVERRIDE: site.url });

    expect(failures).toEqual([expect.objectContaining({ name, advice: textMatching(advice) })]);
    expect(exitCode).toBe(1);
  });

  it("removes its trace also when it could not be read back", async () => {
    const site = await startOpikSite({ special: { "/v1/private/traces/0": { status: 500 } } });
    await examine({ OPIK_URL_OVERRIDE: site.url });

    expect(site.requests.at(-1)).toBe("POST /v1/private/traces/delete");
  });

  it("ends when the server is silent", async () => {
    const site = await startOpikSite({ special: { "/": "silence" } });
    const env = { OPIK_URL_OVERRIDE: site.url, OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "200" };

    const { exitCode, failures } = await examine(env);

    expect(failures).toMatchObject([{ name: "server", detail: "no answer: no answer within 200 ms" }]);
    expect(exitCode).toBe(1);
  });

  it("says that a certificate is not trusted", async () => {
    const site = await startOpikSite({ certificate: selfSigned() });

    const { failures } = await examine({ OPIK_URL_OVERRIDE: site.url });

    expect(failures).toMatchObject([{ name: "TLS", advice: textWith("NODE_EXTRA_CA_CERTS") }]);
  });

  it.each([
    [-86_400_000, "24 h ahead of", "failed"],
    [600_000, "10 min behind", "warning"],
  ])("says that the clock is wrong by %i ms", async (serverAheadMs, words, status) => {
    const site = await startOpikSite({ dateHeader: new Date(Date.now() + serverAheadMs).toUTCString() });

    const { examination } = await examine({ OPIK_URL_OVERRIDE: site.url });

    expect(examination.checks.find(({ name }) => name === "clock")).toMatchObject({
      status,
      detail: textWith(words),
    });
  });

  it("asks for a key before it asks the network", async () => {
    const { exitCode, failures } = await examine({ OPIK_API_KEY: "", OPIK_URL_OVERRIDE: "" });

    expect(failures).toMatchObject([{ name: "settings", detail: textWith("needs an API key") }]);
    expect(exitCode).toBe(1);
  });

  it("goes through the proxy, and names it without its password", async () => {
    const site = await startOpikSite();
    const proxy = await startForwardProxy();
    const address = proxy.url.replace("//", "//user:pass-word@");

    const { exitCode, examination } = await examine({ OPIK_URL_OVERRIDE: site.url, HTTP_PROXY: address, NO_PROXY: "" });
    await proxy.close();

    expect(exitCode).toBe(0);
    expect(examination.checks.find(({ name }) => name === "proxy")?.detail).toBe(`${proxy.url}/`);
    expect(JSON.stringify(examination)).not.toContain("pass-word");
    expect(proxy.requests).toHaveLength(site.requests.length);
  });

  it.each([
    [installedCore("0.2.36"), "failed", /0\.2\.36 is not supported/],
    [{}, "warning", /not installed/],
    [
      { ...installedCore("1.2.13"), ...installedCore("1.0.6", "node_modules/langchain/") },
      "warning",
      /2 copies of @langchain\/core: .*1\.2\.13/,
    ],
  ])("looks at the installed LangChain: %j", async (files, status, detail) => {
    const site = await startOpikSite();

    const { examination } = await examine({ OPIK_URL_OVERRIDE: site.url }, projectFolder(files));

    expect(examination.checks[0]).toMatchObject({ name: "packages", status, detail: textMatching(detail) });
  });

  it("prints the findings for people too, with what to do", async () => {
    const env = { OPIK_URL_OVERRIDE: "http://127.0.0.1:1/api", OPIK_API_KEY: KEY };
    const { stdout, exitCode } = await runCommand(["doctor"], { folder: projectFolder(installedCore("1.2.13")), env });

    expect(stdout).toMatch(/failed {3}TCP: no connection to 127\.0\.0\.1 on port 1/);
    expect(stdout).toContain("Traces would not arrive.");
    expect(stdout).not.toContain(KEY);
    expect(exitCode).toBe(1);
  });
});

/** A certificate that nobody vouches for. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const folder = projectFolder();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "1"];
  execFileSync("openssl", [...request, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
