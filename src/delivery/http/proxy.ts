import type { ClientRequest, OutgoingHttpHeaders, RequestOptions } from "node:http";
import { decodedText, rememberAddress } from "../../logging/known-secrets.js";
import { loadNodeModule } from "../../runtime/late-node-modules.js";
import { type Environment, processEnvironment, readVariable } from "../../settings/environment.js";
import { openTunnel } from "./proxy-tunnel.js";

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy"];

/** True if the environment names any proxy; only then is anything loaded. */
export function proxyIsConfigured(environment: Environment = processEnvironment()): boolean {
  return PROXY_VARIABLES.some(
    (name) => readVariable(environment, name) || readVariable(environment, name.toUpperCase()),
  );
}

/**
 * The proxy's address for this target, or undefined for a direct connection. It may hold a user name and a password.
 */
export async function proxyAddress(target: URL): Promise<string | undefined> {
  if (!proxyIsConfigured()) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const address = withOwnScheme(getProxyForUrl(target));
  rememberAddress(address);
  return address || undefined;
}

/**
 * If its address names no scheme, a proxy is reached by plain HTTP, as in curl; the library uses the target's scheme.
 */
function withOwnScheme(address: string): string {
  const named = PROXY_VARIABLES.flatMap((name) => [name, name.toUpperCase(), `npm_config_${name}`, "npm_config_proxy"]);
  const isWhole = named.some((name) => readVariable(processEnvironment(), name) === address);
  return isWhole ? address : address.replace(/^https:/, "http:");
}

interface Headed extends RequestOptions {
  readonly headers: OutgoingHttpHeaders;
}

/** Begins a request. `signal` ends its connection, also while a proxy has not yet answered. */
export type BeginRequest = (url: URL, options: Headed, signal: AbortSignal) => ClientRequest;

/**
 * The connection through the proxy that the environment names for this address, or undefined for a direct one
 * (`NO_PROXY`). Throws if the named proxy is not an http or https address.
 */
export async function loadProxy(target: URL): Promise<BeginRequest | undefined> {
  const address = await proxyAddress(target);
  if (address === undefined) return undefined;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    throw new Error("the proxy that the environment names is not an http:// or https:// address");
  }
  const proxy = new URL(address);
  return target.protocol === "https:" ? loadTunneling(proxy) : loadForwarding(proxy);
}

// The published proxy agents can't be bundled into an ES module: they, or what they import, call `require`.

async function loadTunneling(proxy: URL): Promise<BeginRequest> {
  const [{ request }, askProxy, net, tls] = await Promise.all([
    loadNodeModule("node:https"),
    loadProxyRequest(proxy),
    loadNodeModule("node:net"),
    loadNodeModule("node:tls"),
  ]);
  return (target, options, signal) =>
    request(target, {
      ...options,
      createConnection: (_, connected) => {
        openTunnel(target, signal, connected, { askProxy, net, tls });
        return undefined;
      },
    });
}

async function loadForwarding(proxy: URL): Promise<BeginRequest> {
  const askProxy = await loadProxyRequest(proxy);
  return ({ origin, pathname, search, host }, options) =>
    askProxy({ ...options, path: origin + pathname + search, headers: { ...options.headers, host } });
}

/** Requests to the proxy itself, each over a connection of its own. */
async function loadProxyRequest(proxy: URL): Promise<(options: Headed) => ClientRequest> {
  const { request } = await loadNodeModule(proxy.protocol === "https:" ? "node:https" : "node:http");
  const { username, password } = proxy;
  const login = `${decodedText(username)}:${decodedText(password)}`;
  const authorization =
    username === "" && password === ""
      ? {}
      : { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
  // With a name and password in it, Node would send them to the server, or throw if they are not well encoded.
  const address = Object.assign(new URL(proxy), { username: "", password: "" });
  return (options) => request(address, { ...options, agent: false, headers: { ...options.headers, ...authorization } });
}
