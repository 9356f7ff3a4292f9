import { proxyAddress } from "../../../delivery/http/proxy.js";
import { shownAddress } from "../../../logging/known-secrets.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { failed, type NamedLook, ok } from "./check.js";
import { checkDns, checkTcp, checkTls, peerOf } from "./network-checks.js";

/** The way to the server, or to the proxy before it. */
export async function networkLooks({
  apiUrl,
  requestTimeoutMs,
}: Pick<Settings, "apiUrl" | "requestTimeoutMs">): Promise<readonly NamedLook[]> {
  const url = new URL(apiUrl);
  const address = await proxyAddress(url);
  if (address !== undefined && !(URL.canParse(address) && /^https?:/i.test(address))) {
    const advice = "Correct HTTPS_PROXY or HTTP_PROXY: http://host:port.";
    return [{ name: "proxy", look: () => failed("the proxy's address is no http:// or https:// URL", advice) }];
  }
  const proxy = address === undefined ? undefined : new URL(address);
  const first = proxy ?? url;
  const peer = peerOf(url, proxy);
  const looks: readonly NamedLook[] = [
    { name: "proxy", look: () => ok(proxy === undefined ? "none" : shownAddress(proxy.href)) },
    { name: "DNS", look: () => checkDns(peer) },
    { name: "TCP", look: () => checkTcp(peer, requestTimeoutMs) },
  ];
  return first.protocol === "https:"
    ? [...looks, { name: "TLS", look: () => checkTls(peer, requestTimeoutMs) }]
    : looks;
}
