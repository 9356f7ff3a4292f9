import { nodeVersions } from "../node-versions.js";

/**
 * Runs files each as Node runs a program behind the flag: --import has Node import what it starts. What each does is
 * found for itself: one process does for all.
 */
export const RUN_ALL = {
  "--import": {
    file: "import-all.mjs",
    text: `for (const file of process.argv.slice(2)) await import("./" + file).catch(console.error);`,
  },
  "--require": {
    file: "require-all.cjs",
    text: `
      const run = async (file) => (file.endsWith(".mjs") ? import("./" + file) : require("./" + file));
      (async () => {
        for (const file of process.argv.slice(2)) await run(file).catch(console.error);
      })();`,
  },
};

/** Each flag with each version of Node.js. */
export const STARTS = nodeVersions().flatMap(({ version, path }) =>
  (["--import", "--require"] as const).map((flag) => ({ version, node: path, flag })),
);
