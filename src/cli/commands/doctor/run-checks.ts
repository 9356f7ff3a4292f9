import { configuredLimits } from "../../../delivery/delivery-settings.js";
import { CLIENT_NAME } from "../../../delivery/http/request-headers.js";
import { opikDestination } from "../../../delivery/sinks/delivery-sink.js";
import { safeText } from "../../../logging/safe-text.js";
import { activationVerdict } from "../../../settings/activation-rule.js";
import type { Environment } from "../../../settings/environment.js";
import { hasServer } from "../../../settings/hosted-opik.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { resolveSettings } from "../../../settings/resolve-settings.js";
import type { SettingsSources } from "../../../settings/setting-layers.js";
import { type Check, type NamedCheckResult, runInOrder } from "./check.js";
import { findInstalledPackages, type InstalledPackage } from "./installed-packages.js";
import { langSmithChecks } from "./lang-smith-check.js";
import { networkChecks } from "./network-checks.js";
import { nodeOptionsChecks } from "./node-options-check.js";
import { openOpikApi } from "./opik-api.js";
import { checkPackages } from "./packages-check.js";
import { serverChecks } from "./server-checks.js";
import { type SettingRow, settingRows } from "./setting-rows.js";
import { checkSettings } from "./settings-check.js";
import { checkSpool } from "./spool-check.js";
import { storeChecks } from "./store-checks.js";

/** The project, as doctor found it. */
export interface CheckedProject {
  readonly versions: Readonly<Record<"langchain-opik" | "Node.js", string>>;
  readonly settings: readonly SettingRow[];
  readonly packages: readonly InstalledPackage[];
}

/** What doctor found out about one project. */
export interface DoctorReport extends CheckedProject {
  /** Whether traces would arrive. */
  readonly arrives: boolean;
  readonly checks: readonly NamedCheckResult[];
}

/** Called as the checks go on. */
export interface CheckListener {
  readonly onStart: (project: CheckedProject) => void;
  readonly onResult: (check: NamedCheckResult) => void;
}

/**
 * Checks everything on the way of a trace, in order. Writes one trace to the configured destinations and removes it.
 */
export async function runChecks(
  folder: string,
  sources: SettingsSources,
  listener: CheckListener,
): Promise<DoctorReport> {
  const resolved = resolveSettings({}, sources);
  const { settings } = resolved;
  const packages = await findInstalledPackages(folder);
  const project = {
    versions: VERSIONS,
    settings: settingRows(resolved, (variable) => sources.envFiles?.fileOf(variable)),
    packages,
  };
  listener.onStart(project);
  const env = programEnvironment(sources);
  const results: NamedCheckResult[] = [];
  const note = (result: NamedCheckResult) => {
    results.push(presentable(result));
    listener.onResult(presentable(result));
  };
  const localChecks: readonly Check[] = [
    { name: "packages", run: () => checkPackages(packages) },
    { name: "settings", run: () => checkSettings(resolved, activationVerdict(env, sources.readConfigFile)) },
    ...nodeOptionsChecks(env),
    ...langSmithChecks(env),
    { name: "spool", run: () => checkSpool(settings) },
  ];
  for await (const result of runInOrder(localChecks)) note(result);
  const failedName = results.find(({ status }) => status === "failed")?.name;
  // Server and store are separate destinations: a failure of one says nothing about the other.
  for await (const result of runWayToServer(settings, failedName)) note(result);
  for await (const result of runInOrder(storeChecks(settings), failedName)) note(result);
  return { arrives: results.every(({ status }) => status !== "failed"), ...project, checks: results };
}

async function* runWayToServer(settings: Settings, failedName: string | undefined): AsyncGenerator<NamedCheckResult> {
  if (!hasServer(settings) && settings.store !== undefined) return;
  const api = openOpikApi({ ...configuredLimits(settings), ...opikDestination(settings) });
  try {
    const checks = [...(await networkChecks(settings)), ...serverChecks(api, settings)];
    yield* runInOrder(checks, failedName);
  } finally {
    api.close();
  }
}

/** The environment of a program that loads the project's own env files. */
function programEnvironment({ env, envFiles }: SettingsSources): Environment {
  return { ...envFiles?.values, ...Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())) };
}

const VERSIONS = { "langchain-opik": CLIENT_NAME.replace(/^.*\//, ""), "Node.js": process.version };

/** A server may return anything, of any length. */
const MAX_DETAIL_CHARACTERS = 1000;

function presentable(check: NamedCheckResult): NamedCheckResult {
  const detail = safeText(check.detail);
  const isLong = detail.length > MAX_DETAIL_CHARACTERS;
  return { ...check, detail: isLong ? `${detail.slice(0, MAX_DETAIL_CHARACTERS)}…` : detail };
}
