import type { Agent } from "node:http";
import type { HttpProxyAgent } from "http-proxy-agent";
import type { HttpsProxyAgent } from "https-proxy-agent";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";
import { withUnheldSockets } from "./unheld-sockets.js";

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy"];

/** True when the environment names a proxy at all; only then is anything loaded. */
export function proxyIsConfigured(environment: Environment = processEnvironment()): boolean {
  return PROXY_VARIABLES.some(
    (name) => readVariable(environment, name) || readVariable(environment, name.toUpperCase()),
  );
}

/** The proxy's address for this target, or undefined for the direct way. It may hold a user name and a password. */
export async function proxyAddress(target: URL): Promise<string | undefined> {
  if (!proxyIsConfigured()) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  return getProxyForUrl(target) || undefined;
}

/** Makes the agent of one request. `signal` ends its connection, also while the proxy is still being asked. */
export type ProxyAgentFactory = (signal: AbortSignal) => Agent;

/**
 * The way through the proxy that the environment names for this address, or undefined for the direct way
 * (`NO_PROXY`). Throws when the named proxy is not an http or https address.
 */
export async function loadProxy(target: URL): Promise<ProxyAgentFactory | undefined> {
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxyUrl = getProxyForUrl(target);
  if (proxyUrl === "") return undefined;
  if (!/^https?:\/\//i.test(proxyUrl) || !URL.canParse(proxyUrl)) {
    throw new Error("the proxy that the environment names is not an http:// or https:// address");
  }
  return target.protocol === "https:" ? loadTunnel(proxyUrl) : loadForwarding(proxyUrl);
}

// One agent a request: an agent's connection to a silent proxy outlives the request that asked for it.

async function loadTunnel(proxyUrl: string): Promise<ProxyAgentFactory> {
  const [{ HttpsProxyAgent: Base }, diagnostics] = await Promise.all([import("https-proxy-agent"), loadDiagnostics()]);
  class UnheldAgent extends Base<string> {
    override connect(...request: Parameters<HttpsProxyAgent<string>["connect"]>) {
      return withUnheldSockets(() => super.connect(...request), diagnostics);
    }
  }
  return (signal) => new UnheldAgent(proxyUrl, { signal });
}

async function loadForwarding(proxyUrl: string): Promise<ProxyAgentFactory> {
  const [{ HttpProxyAgent: Base }, diagnostics] = await Promise.all([import("http-proxy-agent"), loadDiagnostics()]);
  class UnheldAgent extends Base<string> {
    override connect(...request: Parameters<HttpProxyAgent<string>["connect"]>) {
      return withUnheldSockets(() => super.connect(...request), diagnostics);
    }
  }
  return (signal) => new UnheldAgent(proxyUrl, { signal });
}

function loadDiagnostics() {
  return import("node:diagnostics_channel");
}
