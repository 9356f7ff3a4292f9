import type { Agent } from "node:http";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";

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
  // One agent a request: an agent's connection to a silent proxy outlives the request that asked for it.
  if (target.protocol === "https:") {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    return (signal) => new HttpsProxyAgent(proxyUrl, { signal });
  }
  const { HttpProxyAgent } = await import("http-proxy-agent");
  return (signal) => new HttpProxyAgent(proxyUrl, { signal });
}
