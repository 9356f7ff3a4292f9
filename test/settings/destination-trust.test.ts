import { describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/settings/resolve-settings.js";
import { sourcesOf } from "./sources.js";

type Given = Parameters<typeof sourcesOf>[0];

const HOSTED = "https://www.comet.com/opik/api";
const THEIRS = "https://opik.theirs.example/api";
const OWN = "https://opik.own.example/api";
const HOME = `[opik]\napi_key = home-key\nurl_override = ${OWN}\n`;
const CONNECTION = { apiKey: undefined, apiUrl: HOSTED, headers: {} };

const opik = (fields: Readonly<Record<string, unknown>>) => ({ config: { opik: fields } });

describe("what a file in the working folder says about where traces go", () => {
  const refused: readonly (readonly [string, Given])[] = [
    ["an address, and the key is the environment's", { env: { OPIK_API_KEY: "k" }, ...opik({ apiUrl: THEIRS }) }],
    ["an address, and the key is of the home", { ini: "[opik]\napi_key = k\n", ...opik({ apiUrl: THEIRS }) }],
    ["another address than the home's", { ini: HOME, ...opik({ apiUrl: THEIRS }) }],
    ["a key and an address against the home's", { ini: HOME, ...opik({ apiUrl: THEIRS, apiKey: "theirs" }) }],
    ["a key against the home's", { ini: HOME, ...opik({ apiKey: "theirs" }) }],
    [
      "headers, which may name another account",
      { env: { OPIK_API_KEY: "k" }, ...opik({ headers: { authorization: "theirs" } }) },
    ],
    [
      "an address, and the headers are the user's",
      { env: { OPIK_LANGCHAIN_HEADERS: '{"x-proxy-key":"k"}' }, ...opik({ apiUrl: THEIRS }) },
    ],
    [
      "an address, and the user keeps traces in a store",
      { env: { OPIK_LANGCHAIN_STORE: "./t" }, ...opik({ apiUrl: THEIRS }) },
    ],
    [
      "an address in a file of variables, and the key is the environment's",
      { env: { OPIK_API_KEY: "k" }, envFiles: { OPIK_URL_OVERRIDE: THEIRS } },
    ],
    [
      "an address in a file of variables, and the key is of the home",
      { ini: HOME, envFiles: { OPIK_URL_OVERRIDE: THEIRS } },
    ],
  ];

  it.each(refused)("what a file in the working folder says is refused: %s", (_, given) => {
    const { settings, refusals, origins } = resolveSettings({}, sourcesOf(given));
    expect(settings).toMatchObject(CONNECTION);
    expect(origins).toMatchObject({ apiKey: "default", apiUrl: "default", headers: "default" });
    expect(refusals.get("apiUrl")).toMatch(
      /^nothing is sent to Opik, because .* in (langchain-opik\.config\.json|\.env)/,
    );
    expect(refusals.get("apiUrl")).not.toMatch(/home-key|"theirs"/);
  });

  it("an address in a file of the working folder is refused where the key is the code's", () => {
    const { settings, refusals } = resolveSettings({ apiKey: "k" }, sourcesOf(opik({ apiUrl: THEIRS })));
    expect(settings).toMatchObject(CONNECTION);
    expect(refusals.get("apiUrl")).toContain("and so does apiKey.");
  });

  it("the refusal names both sources, and what to do", () => {
    const given = { env: { OPIK_API_KEY: "k" }, ...opik({ apiUrl: THEIRS }) };
    expect(resolveSettings({}, sourcesOf(given)).refusals.get("apiUrl")).toBe(
      `nothing is sent to Opik, because opik.apiUrl (apiUrl) in langchain-opik.config.json, "${THEIRS}", says where your traces go, and so does OPIK_API_KEY (apiKey). A file in the working folder may not redirect your key or your traces. If you trust it, set OPIK_URL_OVERRIDE to the same value in the environment; otherwise remove it from the file.`,
    );
  });

  const used: readonly (readonly [string, Given, object])[] = [
    ["an address where the user says nothing", opik({ apiUrl: THEIRS }), { apiUrl: THEIRS, apiKey: undefined }],
    ["both where the user says nothing", opik({ apiUrl: THEIRS, apiKey: "k" }), { apiUrl: THEIRS, apiKey: "k" }],
    ["the user's own address", { ini: HOME, ...opik({ apiUrl: `${OWN}/` }) }, { apiUrl: OWN, apiKey: "home-key" }],
    [
      "an address that the environment names too",
      { env: { OPIK_API_KEY: "k", OPIK_URL_OVERRIDE: THEIRS }, ...opik({ apiUrl: THEIRS }) },
      { apiUrl: THEIRS, apiKey: "k" },
    ],
    [
      "the hosted address, where the user's key belongs",
      { env: { OPIK_API_KEY: "k" }, ...opik({ apiUrl: HOSTED }) },
      { apiUrl: HOSTED, apiKey: "k" },
    ],
    [
      "all of a file that the environment names by its whole path",
      { env: { OPIK_API_KEY: "k" }, isConfigOwn: true, ...opik({ apiUrl: THEIRS }) },
      { apiUrl: THEIRS, apiKey: "k" },
    ],
    [
      "a key and an address in a file of variables, as the programs there have them",
      { ini: HOME, envFiles: { OPIK_URL_OVERRIDE: THEIRS, OPIK_API_KEY: "k" } },
      { apiUrl: THEIRS, apiKey: "k" },
    ],
    [
      "a workspace and a project",
      { env: { OPIK_API_KEY: "k" }, ...opik({ workspaceName: "team", projectName: "p" }) },
      { apiKey: "k", workspaceName: "team", projectName: "p" },
    ],
  ];

  it.each(used)("what a file in the working folder says is used: %s", (_, given, settings) => {
    const resolved = resolveSettings({}, sourcesOf(given));
    expect(resolved.settings).toMatchObject(settings);
    expect([...resolved.refusals]).toEqual([]);
  });
});

describe("the user's own sources", () => {
  it("a key from code may go to the address of the home folder's file", () => {
    const { settings } = resolveSettings({ apiKey: "k" }, sourcesOf({ ini: HOME }));
    expect(settings).toMatchObject({ apiKey: "k", apiUrl: OWN });
  });
});

describe("a store that a file in the working folder names", () => {
  const store = (location: string) => ({ config: { store: { location } } });

  it.each([
    ["a server, against a key", { env: { OPIK_API_KEY: "k" }, ...store("postgres://u:p@theirs/db") }],
    ["a folder of another computer, against a key", { env: { OPIK_API_KEY: "k" }, ...store("\\\\theirs\\share") }],
    [
      "a server, against a store",
      { env: { OPIK_LANGCHAIN_STORE: "" }, ini: HOME, ...store("postgresql://u:p@theirs/db") },
    ],
    ["a server that would get the user's password", { env: { PGPASSWORD: "p" }, ...store("postgres://theirs/db") }],
    [
      "the same in a file of variables",
      { env: { PGPASSWORD: "p" }, envFiles: { OPIK_LANGCHAIN_STORE: "postgres://theirs/db" } },
    ],
  ])("a store that a file in the working folder names is refused: %s", (_, given: Given) => {
    const { settings, refusals, warnings } = resolveSettings({}, sourcesOf(given));
    expect(settings.store).toBeUndefined();
    expect(warnings).toEqual([refusals.get("store")]);
    expect(refusals.get("store")).toMatch(/is ignored, because .* set OPIK_LANGCHAIN_STORE/);
  });

  it.each([
    ["a folder", { env: { OPIK_API_KEY: "k" }, ...store("./traces") }, "./traces"],
    [
      "a server with a password of its own",
      { env: { PGPASSWORD: "p" }, ...store("postgres://u:p@db/x") },
      "postgres://u:p@db/x",
    ],
  ])("a store that a file in the working folder names is used: %s", (_, given: Given, location) => {
    expect(resolveSettings({}, sourcesOf(given)).settings.store).toBe(location);
  });

  it("a file in the working folder can put no spool on another computer", () => {
    const { settings, warnings } = resolveSettings({}, sourcesOf({ config: { spool: { dir: "\\\\theirs\\share" } } }));
    expect(settings.spoolDir).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("OPIK_LANGCHAIN_SPOOL_DIR")]);
  });
});
