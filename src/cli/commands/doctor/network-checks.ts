import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { networkMessage } from "../../../delivery/http/http-exchange.js";
import { proxyAddress } from "../../../delivery/http/proxy.js";
import { shownAddress } from "../../../logging/known-secrets.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { certificateAdvice } from "./certificate-advice.js";
import { type Check, type CheckResult, failed, ok } from "./check.js";

/** The connection to the server, or to the proxy in front of it. */
export async function networkChecks({
  apiUrl,
  requestTimeoutMs,
}: Pick<Settings, "apiUrl" | "requestTimeoutMs">): Promise<readonly Check[]> {
  const url = new URL(apiUrl);
  const address = await proxyAddress(url);
  if (address !== undefined && !(URL.canParse(address) && /^https?:/i.test(address))) {
    const advice = "Correct HTTPS_PROXY or HTTP_PROXY: http://host:port.";
    return [{ name: "proxy", run: () => failed("the proxy's address is no http:// or https:// URL", advice) }];
  }
  const proxy = address === undefined ? undefined : new URL(address);
  const first = proxy ?? url;
  const peer = peerOf(url, proxy);
  const checks: readonly Check[] = [
    { name: "proxy", run: () => ok(proxy === undefined ? "none" : shownAddress(proxy.href)) },
    { name: "DNS", run: () => checkDns(peer) },
    { name: "TCP", run: () => checkTcp(peer, requestTimeoutMs) },
  ];
  return first.protocol === "https:"
    ? [...checks, { name: "TLS", run: () => checkTls(peer, requestTimeoutMs) }]
    : checks;
}

/** A host and what to do when it can't be reached. */
interface Peer {
  readonly hostname: string;
  readonly port: number;
  readonly advice: string;
}

/** The first host on the way: the proxy where there is one, else the server. */
function peerOf(apiUrl: URL, proxy: URL | undefined): Peer {
  const url = proxy ?? apiUrl;
  const advice =
    proxy === undefined
      ? "Check the API URL (OPIK_URL_OVERRIDE), that the server runs, and whether this network needs a proxy (HTTPS_PROXY)."
      : "Check the proxy's address in HTTPS_PROXY or HTTP_PROXY, or name the server in NO_PROXY.";
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url), advice };
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

async function checkDns({ hostname, advice }: Peer): Promise<CheckResult> {
  if (isIP(hostname) !== 0) return ok(`${hostname} is an address already`);
  try {
    const addresses = await lookup(hostname, { all: true });
    return ok(`${hostname} is ${addresses.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    return failed(`${hostname} has no address: ${networkMessage(error)}`, advice);
  }
}

async function checkTcp({ hostname, port, advice }: Peer, timeoutMs: number): Promise<CheckResult> {
  const outcome = await connection(connectTcp({ host: hostname, port }), "connect", timeoutMs);
  return outcome.kind === "open"
    ? ok(`${hostname} accepts connections on port ${port}`)
    : failed(`no connection to ${hostname} on port ${port}: ${outcome.message}`, advice);
}

async function checkTls({ hostname, port }: Peer, timeoutMs: number): Promise<CheckResult> {
  const servername = isIP(hostname) === 0 ? { servername: hostname } : {};
  const socket = connectTls({ host: hostname, port, ...servername });
  const outcome = await connection(socket, "secureConnect", timeoutMs);
  if (outcome.kind === "open") return ok(`${hostname} has a certificate that Node trusts`);
  return failed(`no secure connection to ${hostname}: ${outcome.message}`, certificateAdvice(outcome.message));
}

type Connection = { readonly kind: "open" } | { readonly kind: "failed"; readonly message: string };

function connection(socket: Socket, opened: "connect" | "secureConnect", timeoutMs: number): Promise<Connection> {
  return new Promise((resolve) => {
    const settle = (outcome: Connection) => {
      clearTimeout(timer);
      resolve(outcome);
      socket.destroy();
    };
    const timer = setTimeout(settle, timeoutMs, { kind: "failed", message: `nothing within ${timeoutMs} ms` });
    socket.once(opened, () => {
      settle({ kind: "open" });
    });
    socket.on("error", (error) => {
      settle({ kind: "failed", message: networkMessage(error) });
    });
  });
}
