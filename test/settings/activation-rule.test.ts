import { expect, it } from "vitest";
import { activationVerdict } from "../../src/settings/activation-rule.js";

const OWN_SERVER = "http://localhost:5173/api";
const HOSTED = "https://www.comet.com/opik/api";

function isActive(env: Readonly<Record<string, string>>, file: Readonly<Record<string, string>> = {}): boolean {
  return activationVerdict(env, () => ({ path: "opik.config", isOwn: true, values: new Map(Object.entries(file)) }))
    .active;
}

it.each([
  { env: {}, active: false },
  { env: { OPIK_API_KEY: "key" }, active: true },
  { env: { OPIK_API_KEY: "  " }, active: false },
  { env: { OPIK_WORKSPACE: "acme" }, active: false },
  { env: { OPIK_URL_OVERRIDE: OWN_SERVER }, active: true },
  { env: { OPIK_URL_OVERRIDE: HOSTED }, active: false },
  { env: { OPIK_URL_OVERRIDE: "not an address" }, active: true },
  { env: { OPIK_LANGCHAIN_STORE: "./traces" }, active: true },
  { env: { OPIK_LANGCHAIN_STORE: "./traces", OPIK_TRACK_DISABLE: "true" }, active: false },
  { env: { OPIK_API_KEY: "key", OPIK_TRACK_DISABLE: "true" }, active: false },
  { env: { OPIK_API_KEY: "key", OPIK_TRACK_DISABLE: "false" }, active: true },
  { env: { OPIK_API_KEY: "key", OPIK_LANGCHAIN_TRACING: "false" }, active: false },
  { env: { OPIK_TRACK_DISABLE: "true", OPIK_LANGCHAIN_TRACING: "TRUE" }, active: true },
  { env: { OPIK_LANGCHAIN_TRACING: "perhaps" }, active: false },
  { env: { OPIK_LANGCHAIN_TRACING: "perhaps", OPIK_API_KEY: "key" }, active: true },
])("with $env in the environment tracing is on: $active", ({ env, active }) => {
  expect(isActive(env)).toBe(active);
});

it.each([
  { file: { api_key: "key" }, active: true },
  { file: { url_override: OWN_SERVER }, active: true },
  { file: { url_override: HOSTED, workspace: "acme" }, active: false },
])("with $file in Opik's config file tracing is on: $active", ({ file, active }) => {
  expect(isActive({}, file)).toBe(active);
});

it("a switch in the environment takes precedence over Opik's config file", () => {
  expect(isActive({ OPIK_TRACK_DISABLE: "true" }, { api_key: "key" })).toBe(false);
});

it.each([
  { text: "1", warning: 'OPIK_LANGCHAIN_TRACING is "1", but must be true or false; it is ignored.' },
  { text: " ", warning: undefined },
  { text: "False", warning: undefined },
])("for the switch $text the warning is: $warning", ({ text, warning }) => {
  const verdict = activationVerdict({ OPIK_LANGCHAIN_TRACING: text, OPIK_API_KEY: "key" }, () => ({
    path: "opik.config",
    isOwn: true,
    values: new Map(),
  }));
  expect(verdict.warning).toBe(warning);
});
