import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disableLogger, Opik } from "opik";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createOpikConfigReader } from "../../src/settings/files/opik-config-file.js";
import { resolveSettings } from "../../src/settings/resolve-settings.js";
import { sourcesOf } from "./sources.js";

let path: string;
beforeAll(() => {
  disableLogger();
  path = join(mkdtempSync(join(tmpdir(), "opik-sdk-")), "config");
});
afterAll(() => {
  rmSync(join(path, ".."), { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** What both resolve from one config file and one environment. */
function both(ini: string, env: Readonly<Record<string, string>>) {
  writeFileSync(path, ini);
  vi.stubEnv("OPIK_CONFIG_PATH", path);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { apiKey, apiUrl, workspaceName, projectName, environment } = resolveSettings(
    {},
    { ...sourcesOf(), env: process.env, readConfigFile: createOpikConfigReader() },
  ).settings;
  const sdk = new Opik().config;
  return {
    // The SDK's default key is empty text, which stands for none.
    sdk: { ...pick(sdk), apiKey: sdk.apiKey === "" ? undefined : sdk.apiKey },
    ours: { apiKey, apiUrl, workspaceName, projectName, environment },
  };
}

function pick({ apiUrl, workspaceName, projectName, environment }: Opik["config"]) {
  return { apiUrl, workspaceName, projectName, environment };
}

describe("the settings and the Opik SDK", () => {
  it.each([
    [
      "plain values",
      "[opik]\napi_key = k1\nurl_override = http://host/api\nworkspace = w\nproject_name = My project\n",
    ],
    ["no spaces, Windows line ends", "[opik]\r\napi_key=k1\r\nworkspace=w\r\n"],
    ["quoted values", "[opik]\napi_key = \"k1\"\nworkspace = 'w'\n"],
    ["comments", "; note\n# note\n[opik]\napi_key = k1 ; mine\nworkspace = w # mine\n"],
    ["escaped comment signs", "[opik]\napi_key = k1\nproject_name = a \\# b \\; c\n"],
    ["an equals sign in a value", "[opik]\napi_key = k1==\n"],
    ["other sections", "[other]\napi_key = no\n[opik]\napi_key = k1\n[last]\nworkspace = no\n"],
  ])("our settings and Opik's SDK read the same config file alike: %s", (_title, ini) => {
    const { sdk, ours } = both(ini, {});
    expect(ours).toEqual(sdk);
  });

  it("our settings and Opik's SDK prefer the environment to the file", () => {
    const env = {
      OPIK_API_KEY: "env-key",
      OPIK_URL_OVERRIDE: "http://env/api",
      OPIK_WORKSPACE: "env-ws",
      OPIK_PROJECT_NAME: "Env",
      OPIK_ENVIRONMENT: "staging",
    };
    const { sdk, ours } = both("[opik]\napi_key = k1\nworkspace = w\n", env);
    expect(ours).toEqual(sdk);
    expect(ours.apiKey).toBe("env-key");
  });

  it("a client's connection and its headers are used as they are, and the client is left unchanged", () => {
    writeFileSync(path, "");
    // The SDK throws when the named file is missing.
    vi.stubEnv("OPIK_CONFIG_PATH", path);
    const client = new Opik({
      apiKey: "k",
      apiUrl: "http://host/api",
      workspaceName: "w",
      projectName: "p",
      headers: { "x-proxy": "1" },
    });
    const before = structuredClone(client.config);
    const { settings, origins } = resolveSettings({ client }, sourcesOf({ env: { OPIK_API_KEY: "other" } }));
    expect(settings).toMatchObject({ ...pick(client.config), apiKey: "k", headers: { "x-proxy": "1" } });
    expect(origins).toMatchObject({ apiKey: "client", headers: "client", threadId: "default" });
    expect(client.config).toEqual(before);
  });
});
