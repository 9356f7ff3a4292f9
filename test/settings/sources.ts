import type { OpikConfigFile } from "../../src/settings/opik-config-file.js";
import { parseOpikIni } from "../../src/settings/opik-ini.js";
import type { SettingsSources } from "../../src/settings/setting-layers.js";

/** Sources as a test writes them: no process, no disk. */
export function sourcesOf(given: { env?: Readonly<Record<string, string>>; ini?: string } = {}): SettingsSources {
  return { env: given.env ?? {}, readConfigFile: () => configFile(given.ini ?? "") };
}

function configFile(text: string): OpikConfigFile {
  const ini = parseOpikIni(text);
  const path = "~/.opik.config";
  if (ini.status === "read") return { path, values: ini.values };
  return { path, values: new Map(), warning: `${path} is ignored: line ${ini.line}` };
}
