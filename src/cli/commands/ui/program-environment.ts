import { proxyIsConfigured } from "../../../delivery/http/proxy.js";
import type { Environment } from "../../../settings/environment.js";
import { registerUrl } from "../register-url.js";

/** What would have a program send elsewhere too, or nothing at all. */
const LEFT_OUT = /^(?:OPIK_(?:LANGCHAIN_(?:STORE|TRACING)|TRACK_DISABLE|RUNNER_MODE|RUNNER_ID))$/i;
/** Stands where files would otherwise give a key, and is nobody's. */
const NO_KEY = "ui-needs-no-key";

export interface ProgramDestination {
  /** Where its traces go. */
  readonly apiUrl: string;
  readonly token: string | undefined;
}

/**
 * The environment of a program whose traces go to this server alone. Key, workspace and headers are set even where
 * this server needs none: those of the user, also of `~/.opik.config` and of the project's files, are for another.
 */
export function programEnvironment(env: Environment, { apiUrl, token }: ProgramDestination): Environment {
  const kept = Object.entries(env).filter(([name]) => !LEFT_OUT.test(name));
  return {
    ...Object.fromEntries(kept),
    ...(proxyIsConfigured(env) && withoutProxy(env, new URL(apiUrl).hostname)),
    OPIK_URL_OVERRIDE: apiUrl,
    OPIK_API_KEY: token ?? NO_KEY,
    OPIK_WORKSPACE: "default",
    OPIK_LANGCHAIN_HEADERS: "{}",
    NODE_OPTIONS: [env["NODE_OPTIONS"], `--import ${registerUrl()}`].filter(Boolean).join(" "),
  };
}

/** Libraries read one of the two names or the other. */
function withoutProxy(env: Environment, host: string): Environment {
  const hosts = [env["no_proxy"] ?? env["NO_PROXY"], host].filter(Boolean).join(",");
  return { no_proxy: hosts, NO_PROXY: hosts };
}
