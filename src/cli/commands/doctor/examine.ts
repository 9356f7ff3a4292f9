import { configuredLimits } from "../../../delivery/delivery-settings.js";
import { CLIENT_NAME } from "../../../delivery/http/request-headers.js";
import { opikDestination } from "../../../delivery/sinks/delivery-sink.js";
import { safeText } from "../../../logging/safe-text.js";
import { type ActivationVerdict, activationVerdict } from "../../../settings/activation-rule.js";
import type { Environment } from "../../../settings/environment.js";
import { resolveSettings } from "../../../settings/resolve-settings.js";
import type { SettingsSources } from "../../../settings/setting-layers.js";
import { type Check, lookInTurn, type NamedLook } from "./check.js";
import { findInstalledPackages, type InstalledPackage } from "./installed-packages.js";
import { networkLooks } from "./network-looks.js";
import { nodeOptionsLooks } from "./node-options-check.js";
import { openOpikApi } from "./opik-api.js";
import { checkPackages } from "./packages-check.js";
import { serverLooks } from "./server-looks.js";
import { type SettingRow, settingRows } from "./setting-rows.js";
import { checkSettings } from "./settings-check.js";
import { checkSpool } from "./spool-check.js";

/** What the doctor looks at. */
export interface ExaminedProject {
  readonly versions: Readonly<Record<"langchain-opik" | "Node.js", string>>;
  readonly settings: readonly SettingRow[];
  readonly packages: readonly InstalledPackage[];
}

/** What the doctor found out about one project. */
export interface Examination extends ExaminedProject {
  /** Whether traces would arrive. */
  readonly arrives: boolean;
  readonly checks: readonly Check[];
}

/** Told of the findings as they come. */
export interface ExaminationWatch {
  readonly began: (project: ExaminedProject) => void;
  readonly found: (check: Check) => void;
}

/** Looks at everything on the way of a trace, in its order. Writes one trace to the server and removes it. */
export async function examine(folder: string, sources: SettingsSources, watch: ExaminationWatch): Promise<Examination> {
  const resolved = resolveSettings({}, sources);
  const { settings } = resolved;
  const packages = await findInstalledPackages(folder);
  const project = {
    versions: VERSIONS,
    settings: settingRows(resolved, (variable) => sources.envFiles?.fileOf(variable)),
    packages,
  };
  watch.began(project);
  const localLooks: readonly NamedLook[] = [
    { name: "packages", look: () => checkPackages(packages) },
    { name: "settings", look: () => checkSettings(resolved, activation(sources)) },
    ...nodeOptionsLooks(programEnvironment(sources)),
    { name: "spool", look: () => checkSpool(settings) },
  ];
  const api = openOpikApi({ ...configuredLimits(settings), ...opikDestination(settings) });
  try {
    const looks = [...localLooks, ...(await networkLooks(settings)), ...serverLooks(api, settings)];
    const checks: Check[] = [];
    for await (const check of lookInTurn(looks)) {
      checks.push(presentable(check));
      watch.found(presentable(check));
    }
    return { arrives: checks.every(({ status }) => status !== "failed"), ...project, checks };
  } finally {
    api.close();
  }
}

function activation(sources: SettingsSources): ActivationVerdict {
  return activationVerdict(programEnvironment(sources), sources.readConfigFile);
}

/** The environment of a program that loads the project's own files of variables. */
function programEnvironment({ env, envFiles }: SettingsSources): Environment {
  return { ...envFiles?.values, ...Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())) };
}

const VERSIONS = { "langchain-opik": CLIENT_NAME.replace(/^.*\//, ""), "Node.js": process.version };

/** A server may say anything, and at any length. */
const MAX_DETAIL_CHARACTERS = 1000;

function presentable(check: Check): Check {
  const detail = safeText(check.detail);
  const isLong = detail.length > MAX_DETAIL_CHARACTERS;
  return { ...check, detail: isLong ? `${detail.slice(0, MAX_DETAIL_CHARACTERS)}…` : detail };
}
