import type { OpikConfigFile } from "../../src/settings/files/opik-config-file.js";
import { parseOpikIni } from "../../src/settings/files/opik-ini.js";
import type { SettingsSources } from "../../src/settings/setting-layers.js";

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  /** What the files of variables say that a command has read. */
  readonly envFiles?: Readonly<Record<string, string>>;
  /** What the project's config file holds. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Whether the environment names that file by its whole path. Default: it was found in the working folder. */
  readonly isConfigOwn?: boolean;
  readonly ini?: string;
}

/** Sources as a test writes them: no process, no disk. */
export function sourcesOf(given: Given = {}): SettingsSources {
  return {
    env: given.env ?? {},
    ...(given.envFiles !== undefined && { envFiles: { values: given.envFiles, fileOf: () => ".env", problems: [] } }),
    readProjectConfig: () => ({
      path: "langchain-opik.config.json",
      isOwn: given.isConfigOwn ?? false,
      tree: given.config ?? {},
    }),
    readConfigFile: () => configFile(given.ini ?? ""),
  };
}

function configFile(text: string): OpikConfigFile {
  const ini = parseOpikIni(text);
  const path = "~/.opik.config";
  if (ini.status === "read") return { path, isOwn: true, values: ini.values };
  return { path, isOwn: true, values: new Map(), warning: `${path} is ignored: line ${ini.line}` };
}
