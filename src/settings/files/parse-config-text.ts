import type * as yamlModule from "yaml";
import { accept, isJsonObject, type Parsed, refuse } from "../options/parse-value.js";

/** The nested object that a config file holds. */
export type ConfigTree = Readonly<Record<string, unknown>>;

/** Reads JSON or, where the path ends like it, YAML. Never throws, and never repeats a part of the file: it may hold the key. */
export function parseConfigText(path: string, text: string): Parsed<ConfigTree> {
  return /\.ya?ml$/i.test(path) ? parseYaml(text) : parseJson(text);
}

/** The result of a parser or a module as a config: nothing at all counts as an empty one. */
export function configTree(value: unknown): Parsed<ConfigTree> {
  if (value === null || value === undefined) return accept({});
  return isJsonObject(value) ? accept(value) : refuse("an object of sections");
}

function parseJson(text: string): Parsed<ConfigTree> {
  try {
    return configTree(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch {
    return refuse("JSON");
  }
}

function parseYaml(text: string): Parsed<ConfigTree> {
  const yaml = loadYaml();
  if (yaml === undefined) return refuse("JSON, because the package yaml can't be loaded here");
  try {
    return configTree(yaml.parse(text, { logLevel: "error", maxAliasCount: 100 }));
  } catch {
    return refuse("YAML");
  }
}

type Yaml = typeof yamlModule;

/** Loads the parser only when there is a YAML file, and synchronously, because constructors need it. */
function loadYaml(): Yaml | undefined {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    // In the CommonJS build `import.meta.url` is empty.
    const load: (name: string) => Yaml = createRequire(typeof __filename === "string" ? __filename : import.meta.url);
    return load("yaml");
  } catch {
    return undefined;
  }
}
