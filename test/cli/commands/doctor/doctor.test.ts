import { describe, expect, it } from "vitest";
import { textMatching, textWith } from "../../../support/traces/text-matchers.js";
import { startOpikSite } from "../../support/opik-site.js";
import { installedCore, projectFolder } from "../../support/project-folder.js";
import { KEY, runCommand } from "../../support/run-command.js";
import { runDoctor } from "../../support/run-doctor.js";

describe("langchain-opik doctor", () => {
  it("doctor writes a trace and a span, waits until they can be read, removes them, and ends with 0", async () => {
    const site = await startOpikSite({ readsUntilVisible: 2 });

    const { exitCode, report } = await runDoctor({ OPIK_URL_OVERRIDE: site.url });

    expect(report.checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "packages: ok",
      "settings: ok",
      "spool: ok",
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
    expect({ exitCode, arrives: report.arrives }).toEqual({ exitCode: 0, arrives: true });
    expect(site.requests).toContain("POST /v1/private/traces/delete");
    expect(site.stored.size).toBe(0);
    expect([...site.authorizations]).toEqual([KEY]);
  });

  it("doctor shows where each setting comes from, including the project's .env file, with the key masked", async () => {
    const site = await startOpikSite();
    const folder = projectFolder({ ...installedCore("1.2.13"), ".env": `OPIK_WORKSPACE=acme\nOPIK_API_KEY=${KEY}x\n` });

    const { report } = await runDoctor({ OPIK_URL_OVERRIDE: site.url }, folder);

    expect(report.settings).toEqual(
      expect.arrayContaining([
        { option: "apiKey", value: "***test", source: "environment, OPIK_API_KEY" },
        { option: "workspaceName", value: "acme", source: ".env, OPIK_WORKSPACE" },
        { option: "projectName", value: "Default Project", source: "default" },
      ]),
    );
  });

  it("doctor shows the addresses of a store and of a proxy without their secrets", async () => {
    const site = await startOpikSite();
    const folder = projectFolder(installedCore("1.2.13"));
    const env = {
      OPIK_URL_OVERRIDE: site.url,
      OPIK_LANGCHAIN_STORE: "postgres://app:hunter2word@127.0.0.1:1/traces?sslpassword=hunter3word",
      OPIK_LANGCHAIN_HEADERS: '{"x-gateway":"hunter4word"}',
      HTTPS_PROXY: "http://app:hunter5word@127.0.0.1:2",
    };

    const { stdout, stderr } = await runCommand(["doctor"], { folder, env: { OPIK_API_KEY: KEY, ...env } });
    expect(stdout + stderr).toContain("store = postgres://127.0.0.1:1/traces");
    expect(stdout + stderr).not.toMatch(/hunter\dword/);

    const { report } = await runDoctor(env, folder);
    expect(report.settings).toContainEqual({
      option: "store",
      value: "postgres://127.0.0.1:1/traces",
      source: "environment, OPIK_LANGCHAIN_STORE",
    });
    expect(JSON.stringify(report)).not.toMatch(/hunter\dword/);
  });

  it("doctor reads the env file that the project's scripts name", async () => {
    const site = await startOpikSite();
    const folder = projectFolder({
      ...installedCore("1.2.13"),
      "package.json": '{"scripts":{"dev":"node --env-file=.env.dev app.js"}}',
      ".env.dev": `OPIK_URL_OVERRIDE=${site.url}\nOPIK_API_KEY=${KEY}\n`,
    });

    const { exitCode, report } = await runDoctor({ OPIK_API_KEY: "" }, folder);

    expect(exitCode).toBe(0);
    expect(report.settings).toContainEqual({
      option: "apiUrl",
      value: site.url,
      source: ".env.dev, OPIK_URL_OVERRIDE",
    });
  });

  it("doctor warns of NODE_OPTIONS in a .env file that start Node.js in some folders only", async () => {
    const site = await startOpikSite();
    const folder = projectFolder({
      ...installedCore("1.2.13"),
      ".env": 'NODE_OPTIONS="--import=langchain-opik/register"',
    });

    const { exitCode, report } = await runDoctor({ OPIK_URL_OVERRIDE: site.url }, folder);

    const told = report.checks.find(({ name }) => name === "NODE_OPTIONS");
    expect(told).toMatchObject({ status: "warning", advice: textWith("register-url") });
    expect(exitCode).toBe(0);
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
    ["a trace that is accepted and lost", "/v1/private/traces/0", { status: 404 }, "read back", /logs/],
  ] as const;

  it.each(broken)("doctor names %s and what to do, and ends with 1", async (_, path, answer, name, advice) => {
    const site = await startOpikSite({ special: { [path]: answer } });

    const { exitCode, failures } = await runDoctor({ OPIK_URL_OVERRIDE: site.url });

    expect(failures).toEqual([expect.objectContaining({ name, advice: textMatching(advice) })]);
    expect(exitCode).toBe(1);
  });

  it("doctor removes its trace even if it could not be read back", async () => {
    const site = await startOpikSite({ special: { "/v1/private/traces/0": { status: 500 } } });
    await runDoctor({ OPIK_URL_OVERRIDE: site.url });

    expect(site.requests.at(-1)).toBe("POST /v1/private/traces/delete");
  });

  it.each([
    [-86_400_000, "24 h ahead of", "failed"],
    [600_000, "10 min behind", "warning"],
  ])("doctor reports a clock that is wrong by %i ms", async (serverAheadMs, words, status) => {
    const site = await startOpikSite({ dateHeader: new Date(Date.now() + serverAheadMs).toUTCString() });

    const { report } = await runDoctor({ OPIK_URL_OVERRIDE: site.url });

    expect(report.checks.find(({ name }) => name === "clock")).toMatchObject({
      status,
      detail: textWith(words),
    });
  });

  it("doctor reports a missing key before it uses the network", async () => {
    const { exitCode, failures } = await runDoctor({ OPIK_API_KEY: "", OPIK_URL_OVERRIDE: "" });

    expect(failures).toMatchObject([{ name: "settings", detail: textWith("needs an API key") }]);
    expect(exitCode).toBe(1);
  });

  it.each([
    [installedCore("0.2.36"), "failed", /0\.2\.36 is not supported/],
    [{}, "warning", /not installed/],
    [
      { ...installedCore("1.2.13"), ...installedCore("1.0.6", "node_modules/langchain/") },
      "warning",
      /2 copies of @langchain\/core: .*1\.2\.13/,
    ],
  ])("doctor checks the installed LangChain: %j", async (files, status, detail) => {
    const site = await startOpikSite();

    const { report } = await runDoctor({ OPIK_URL_OVERRIDE: site.url }, projectFolder(files));

    expect(report.checks[0]).toMatchObject({ name: "packages", status, detail: textMatching(detail) });
  });

  it("doctor prints findings and advice for people, with the skipped checks in one line", async () => {
    const env = { OPIK_URL_OVERRIDE: "http://127.0.0.1:1/api", OPIK_API_KEY: KEY };
    const folder = projectFolder({
      ...installedCore("1.2.13"),
      ...installedCore("1.0.6", "node_modules/langchain/"),
      "node_modules/opik/package.json": '{"version":"2.0.40"}',
    });

    const { stdout, exitCode } = await runCommand(["doctor"], { folder, env });

    expect(stdout).toMatch(/@langchain\/core 1\.2\.13 {2}.*node_modules\/@langchain\/core\n/);
    expect(stdout).toContain("  opik 2.0.40\n");
    expect(stdout).toMatch(/failed {3}TCP: no connection to 127\.0\.0\.1 on port 1/);
    expect(stdout).toContain("  skipped  server, clock, key and workspace, write, read back, remove: ");
    expect(stdout).toMatch(/\nTraces would not arrive\.\n$/);
    expect(stdout).not.toContain(KEY);
    expect(exitCode).toBe(1);
  });

  it("doctor removes its trace even if the reader of its output has gone", async () => {
    const site = await startOpikSite();
    const env = { OPIK_URL_OVERRIDE: site.url, OPIK_API_KEY: KEY };

    const { exitCode, stderr } = await runCommand(["doctor"], {
      folder: projectFolder(installedCore("1.2.13")),
      env,
      closesOutput: true,
    });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(site.requests.at(-1)).toBe("POST /v1/private/traces/delete");
  });
});
