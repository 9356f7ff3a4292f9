import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPTION_NAMES, OPTIONS } from "../../src/settings/options/option-table.js";
import { resolveSettings } from "../../src/settings/resolve-settings.js";
import { isSettingsError, SettingsError } from "../../src/settings/settings-error.js";
import { sourcesOf } from "./sources.js";

const INI = "[opik]\napi_key = ini-key\nurl_override = http://ini/api\nworkspace = ini-ws\nproject_name = Ini\n";

describe("resolveSettings", () => {
  it("every option has its default when nothing is set", () => {
    const { settings, origins, warnings } = resolveSettings({}, sourcesOf());
    expect(settings).toEqual(Object.fromEntries(OPTION_NAMES.map((name) => [name, OPTIONS[name].default])));
    expect(new Set(Object.values(origins))).toEqual(new Set(["default"]));
    expect(warnings).toEqual([]);
  });

  it("each value comes from the strongest source that has one", () => {
    const input = {
      projectName: "code",
      clientConfig: { projectName: "clientConfig", workspaceName: "clientConfig" },
      client: { config: { projectName: "client", workspaceName: "client", apiKey: "client-key" } },
    };
    const env = { OPIK_API_KEY: "env-key", OPIK_WORKSPACE: "env", OPIK_ENVIRONMENT: "staging" };
    const { settings, origins } = resolveSettings(input, sourcesOf({ env, ini: INI }));
    expect(settings).toMatchObject({
      projectName: "code",
      workspaceName: "clientConfig",
      apiKey: "client-key",
      environment: "staging",
      apiUrl: "http://ini/api",
    });
    expect(origins).toMatchObject({
      projectName: "code",
      workspaceName: "clientConfig",
      apiKey: "client",
      environment: "environment",
      apiUrl: "opik-config",
      maxWaitMs: "default",
    });
  });

  it("undefined and blank values are passed over in every source", () => {
    const input = { apiKey: "", projectName: undefined, client: { config: { apiKey: "", workspaceName: " " } } };
    const env = { OPIK_API_KEY: " ", OPIK_PROJECT_NAME: "" };
    const { settings, warnings } = resolveSettings(input, sourcesOf({ env, ini: INI }));
    expect(settings).toMatchObject({ apiKey: "ini-key", projectName: "Ini", workspaceName: "ini-ws" });
    expect(warnings).toEqual([]);
  });

  it("an option is read under its former name from code, the environment and the config file", () => {
    const env = { OPIK_LANGCHAIN_MAX_MEDIA_BYTES: "2000" };
    const config = { capture: { maxFieldBytes: 3_000 } };
    // oxlint-disable-next-line typescript/no-deprecated -- The old name is what is tested.
    expect(resolveSettings({ maxFieldBytes: 1_000 }, sourcesOf({ env })).settings).toMatchObject({
      maxFieldLength: 1_000,
      maxMediaLength: 2_000,
    });
    const { settings, warnings } = resolveSettings({}, sourcesOf({ config }));
    expect(settings).toMatchObject({ maxFieldLength: 3_000 });
    expect(warnings).toEqual([]);
  });

  it("the present name of an option wins over the former one in the same source", () => {
    // oxlint-disable-next-line typescript/no-deprecated -- The old name is what is tested.
    const { settings } = resolveSettings({ maxFieldBytes: 1_000, maxFieldLength: 2_000 }, sourcesOf());
    expect(settings.maxFieldLength).toBe(2_000);
  });

  it("a bad value is reported under the name by which it was given", () => {
    const { settings, warnings } = resolveSettings({}, sourcesOf({ env: { OPIK_LANGCHAIN_MAX_FIELD_BYTES: "many" } }));
    expect(settings.maxFieldLength).toBe(OPTIONS.maxFieldLength.default);
    expect(warnings).toEqual([expect.stringContaining("OPIK_LANGCHAIN_MAX_FIELD_BYTES (maxFieldBytes) is")]);
  });

  it("a bad value in code causes an error with the option, the value and what is allowed", () => {
    expect(() => resolveSettings({ maxBatchRecords: 0 }, sourcesOf())).toThrow(
      new SettingsError({ option: "maxBatchRecords", shown: "0", allowed: "a whole number from 1 to 1000" }),
    );
  });

  it("the error for a bad value names the object that contains it", () => {
    expect(() => resolveSettings({ clientConfig: { apiUrl: "localhost" } }, sourcesOf())).toThrow(
      'clientConfig.apiUrl is "localhost"',
    );
  });

  it("a client without a configuration is refused", () => {
    // @ts-expect-error JavaScript callers are not held to the types.
    expect(() => resolveSettings({ client: {} }, sourcesOf())).toThrow(/^langchain-opik: client is a value/);
  });

  it("only the connection is taken from a client", () => {
    const config = { apiKey: "k", tags: "not ours", batchDelayMs: 5 };
    const { origins } = resolveSettings({ client: { config }, clientConfig: config }, sourcesOf());
    expect(origins).toMatchObject({ apiKey: "clientConfig", tags: "default", maxWaitMs: "default" });
  });

  it("a bad value outside the code causes one warning, and the next source is used", () => {
    const env = { OPIK_URL_OVERRIDE: "localhost:5173", OPIK_LANGCHAIN_MAX_WAIT_MS: "soon" };
    const { settings, origins, warnings } = resolveSettings({}, sourcesOf({ env, ini: INI }));
    expect(settings).toMatchObject({ apiUrl: "http://ini/api", maxWaitMs: 1000 });
    expect(origins).toMatchObject({ apiUrl: "opik-config", maxWaitMs: "default" });
    expect(warnings).toEqual([
      expect.stringMatching(/^OPIK_URL_OVERRIDE \(apiUrl\) is "localhost:5173", but must be an http/),
      expect.stringMatching(/^OPIK_LANGCHAIN_MAX_WAIT_MS \(maxWaitMs\) is "soon", but must be a whole number/),
    ]);
  });

  it("a malformed config file causes a warning", () => {
    const { warnings } = resolveSettings({}, sourcesOf({ ini: "[opik]\nnonsense" }));
    expect(warnings).toEqual([expect.stringContaining("~/.opik.config")]);
  });

  it("Opik's config file is not opened when nothing is left for it to say", () => {
    const input = { apiKey: "k", apiUrl: "http://x/api", workspaceName: "w", projectName: "p" };
    const readConfigFile = () => {
      throw new Error("opened");
    };
    expect(resolveSettings(input, { ...sourcesOf(), readConfigFile }).settings).toMatchObject(input);
  });

  it("secrets in an address are masked in warnings", () => {
    const env = { OPIK_URL_OVERRIDE: "http://me:hunter2@host/api?token=hunter3" };
    const { warnings } = resolveSettings({}, sourcesOf({ env }));
    expect(warnings.join()).toContain("***@host");
    expect(warnings.join()).not.toMatch(/hunter/);
  });

  it("a SettingsError of another copy of the package is recognised", () => {
    const foreign = Object.assign(new Error("x"), { [Symbol.for("langchain-opik.SettingsError")]: true });
    expect(isSettingsError(foreign)).toBe(true);
    expect(isSettingsError(new Error("x"))).toBe(false);
  });
});

const variables = OPTION_NAMES.map((name) => OPTIONS[name].env);
const anyEnv = fc.dictionary(fc.constantFrom(...variables), fc.string({ unit: "binary" }));
const iniLine = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.tuple(fc.constantFrom("api_key", "url_override", "workspace"), fc.string()).map(([key, text]) => `${key}=${text}`),
);
const anyIni = fc.array(iniLine).map((lines) => `[opik]\n${lines.join("\n")}`);

describe("resolveSettings, whatever stands in environment and file", () => {
  it("resolving settings never throws, and every warning names its option or its file", () => {
    fc.assert(
      fc.property(anyEnv, anyIni, (env, ini) => {
        for (const warning of resolveSettings({}, sourcesOf({ env, ini })).warnings) {
          expect(warning).toMatch(/^(OPIK_\w+ \(\w+\)|\w+ \(\w+\) in ~\/\.opik\.config|~\/\.opik\.config) is /);
        }
      }),
    );
  });

  it("a key that is refused is never shown", () => {
    const badKey = fc.string({ minLength: 6 }).map((text) => `S3CRET${text}\u0007S3CRET`);
    fc.assert(
      fc.property(badKey, (apiKey) => {
        const { warnings } = resolveSettings({}, sourcesOf({ env: { OPIK_API_KEY: apiKey } }));
        expect(warnings).toHaveLength(1);
        expect(warnings.join()).not.toContain("S3CRET");
        expect(() => resolveSettings({ apiKey }, sourcesOf())).toThrow(/^(?!.*S3CRET).*apiKey/);
      }),
    );
  });
});
