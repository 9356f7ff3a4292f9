import type { ConfigTree } from "./files/parse-config-text.js";
import { withNearestName } from "./nearest-name.js";
import { EARLIER_NAMES, OPTION_NAMES, OPTIONS } from "./options/option-table.js";
import { isJsonObject } from "./options/parse-value.js";

/** Sections that other parts of this package read; a file may hold them already. */
const OTHER_SECTIONS: ReadonlySet<string> = new Set(["$schema"]);

const FILE_KEYS: ReadonlySet<string> = new Set(OPTION_NAMES.map((name) => OPTIONS[name].fileKey));
const EARLIER_KEYS: ReadonlySet<string> = new Set(EARLIER_NAMES.map(({ fileKey }) => fileKey));
const SECTIONS: ReadonlySet<string> = new Set([...FILE_KEYS].map((key) => key.slice(0, key.indexOf("."))));

/** The value at `section.key`. */
export function valueAt(tree: ConfigTree, fileKey: string): unknown {
  const [section = "", key = ""] = fileKey.split(".");
  const fields = Object.hasOwn(tree, section) ? tree[section] : undefined;
  return isJsonObject(fields) && Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/**
 * Unknown keys, such as misspelled ones, each with the one that was probably meant: their author would wait for an
 * effect in vain.
 */
export function unknownKeys(tree: ConfigTree): readonly string[] {
  return strangeKeys(tree).map((key) =>
    withNearestName(key, key.includes(".") ? [...FILE_KEYS] : [...FILE_KEYS, ...SECTIONS]),
  );
}

function strangeKeys(tree: ConfigTree): readonly string[] {
  return Object.entries(tree).flatMap(([section, fields]) => {
    if (OTHER_SECTIONS.has(section)) return [];
    if (!SECTIONS.has(section) || (!isJsonObject(fields) && fields !== null)) return [section];
    const keys = Object.keys(fields ?? {}).map((key) => `${section}.${key}`);
    return keys.filter((key) => !FILE_KEYS.has(key) && !EARLIER_KEYS.has(key));
  });
}
