const SOURCE_MAPS = ["source-map", "cheap-source-map", "cheap-module-source-map"];
const EVERY_SOURCE_MAP = [...SOURCE_MAPS, ...SOURCE_MAPS.map((kind) => `nosources-${kind}`)];
const within = (prefix: string) => EVERY_SOURCE_MAP.map((kind) => `${prefix}${kind}`);

/** Those that keep each module as the text of an `eval("…")`. */
export const EVAL_DEVTOOLS: readonly string[] = ["eval", ...within("eval-")];

/** All others that webpack has. */
export const FILE_DEVTOOLS: readonly string[] = ["false", ...within(""), ...within("inline-"), ...within("hidden-")];
