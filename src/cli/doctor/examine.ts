import { DELIVERY_DEFAULTS, type DeliverySettings } from "../../delivery/delivery-settings.js";
import { displayUrl } from "../../delivery/display-url.js";
import { proxyAddress } from "../../delivery/proxy.js";
import { withoutSecret } from "../../delivery/without-secret.js";
import { activationVerdict } from "../../settings/activation-rule.js";
import { loadProjectConfig } from "../../settings/load-project-config.js";
import { readOpikConfigFile } from "../../settings/opik-config-file.js";
import { readProjectConfig } from "../../settings/project-config-file.js";
import { type ResolvedSettings, resolveSettings } from "../../settings/resolve-settings.js";
import { type Check, type Finding, failed, lookInTurn, type NamedLook, ok } from "./check.js";
import type { ProjectEnvironment } from "./env-files.js";
import { findInstalledPackages, type InstalledPackage } from "./installed-packages.js";
import { checkDns, checkTcp, checkTls, type Peer, peerOf } from "./network-checks.js";
import { type OpikApi, openOpikApi } from "./opik-api.js";
import { checkPackages } from "./packages-check.js";
import { probeRecords } from "./probe-records.js";
import { readProbe, removeProbe, writeProbe } from "./round-trip.js";
import { askVersion, checkAccess, checkClock } from "./server-checks.js";
import { type SettingRow, settingRows } from "./setting-rows.js";
import { checkSettings } from "./settings-check.js";

/** What the doctor found out about one project. */
export interface Examination {
  /** Whether traces would arrive. */
  readonly arrives: boolean;
  readonly settings: readonly SettingRow[];
  readonly packages: readonly InstalledPackage[];
  readonly checks: readonly Check[];
}

/** Looks at everything on the way of a trace, in its order. Writes one trace to the server and removes it. */
export async function examine(projectFolder: string, { env, fileOf }: ProjectEnvironment): Promise<Examination> {
  await loadProjectConfig(env);
  const sources = { env, readProjectConfig, readConfigFile: readOpikConfigFile };
  const resolved = resolveSettings({}, sources);
  const packages = await findInstalledPackages(projectFolder);
  const checks = [
    { name: "packages", ...checkPackages(packages) },
    { name: "settings", ...checkSettings(resolved, activationVerdict(env, readOpikConfigFile)) },
  ];
  if (!hasFailed(checks)) checks.push(...(await examineServer(resolved)));
  return {
    arrives: !hasFailed(checks),
    settings: settingRows(resolved, fileOf),
    packages,
    checks: checks.map((check) => withoutKey(check, resolved.settings.apiKey)),
  };
}

function hasFailed(checks: readonly Check[]): boolean {
  return checks.some(({ status }) => status === "failed");
}

function withoutKey(check: Check, apiKey: string | undefined): Check {
  return { ...check, detail: withoutSecret(check.detail, apiKey) };
}

async function examineServer({ settings }: ResolvedSettings): Promise<readonly Check[]> {
  const api = openOpikApi({ ...DELIVERY_DEFAULTS, ...settings });
  try {
    return await lookInTurn([...(await networkLooks(settings)), ...serverLooks(api, settings)]);
  } finally {
    api.close();
  }
}

type Target = Pick<DeliverySettings, "apiUrl" | "workspaceName" | "requestTimeoutMs"> & {
  readonly projectName: string;
};

async function networkLooks({ apiUrl, requestTimeoutMs }: Target): Promise<readonly NamedLook[]> {
  const url = new URL(apiUrl);
  const address = await proxyAddress(url);
  if (address !== undefined && !URL.canParse(address)) {
    const finding = failed("the proxy's address is no URL", "Correct HTTPS_PROXY or HTTP_PROXY: http://host:port.");
    return [{ name: "proxy", look: () => Promise.resolve(finding) }];
  }
  const proxy = address === undefined ? undefined : new URL(address);
  const peer = peerOf(url, proxy);
  return [
    { name: "proxy", look: () => Promise.resolve(ok(proxy === undefined ? "none" : displayUrl(proxy.href))) },
    { name: "DNS", look: () => checkDns(peer) },
    { name: "TCP", look: () => checkTcp(peer, requestTimeoutMs) },
    ...tlsLook(proxy ?? url, peer, requestTimeoutMs),
  ];
}

function tlsLook({ protocol }: URL, peer: Peer, timeoutMs: number): readonly NamedLook[] {
  return protocol === "https:" ? [{ name: "TLS", look: () => checkTls(peer, timeoutMs) }] : [];
}

function serverLooks(api: OpikApi, { workspaceName, projectName, requestTimeoutMs }: Target): readonly NamedLook[] {
  let serverDate: string | undefined;
  const trip = { api, workspaceName, records: probeRecords(projectName), readBackTimeoutMs: requestTimeoutMs };
  const version = async (): Promise<Finding> => {
    const { date, ...finding } = await askVersion(api, workspaceName);
    serverDate = date;
    return finding;
  };
  return [
    { name: "server", look: version },
    { name: "clock", look: () => Promise.resolve(checkClock(serverDate, Date.now())) },
    { name: "key and workspace", look: () => checkAccess(api, workspaceName) },
    { name: "write", look: () => writeProbe(trip) },
    { name: "read back", look: () => readProbe(trip) },
    { name: "remove", look: () => removeProbe(trip), evenAfter: ["write", "read back"] },
  ];
}
