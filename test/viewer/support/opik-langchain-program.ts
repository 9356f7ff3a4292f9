import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { inject } from "vitest";

/** Runs `programs/opik-langchain.ts` with the version of Opik's SDK that `opik-langchain` wants, which here has another name. */
export async function runOpikLangchain(apiUrl: string): Promise<void> {
  const program = join(mkdtempSync(join(inject("runFolder"), "peer-")), "program.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../programs/opik-langchain.ts", import.meta.url))],
    ...{ outfile: program, bundle: true, format: "cjs", platform: "node", target: "node20", logLevel: "silent" },
    alias: { opik: "opik-1-11" },
    external: ["@langchain/core/*"],
  });
  await promisify(execFile)(process.execPath, [program], { env: { ...process.env, OPIK_URL_OVERRIDE: apiUrl } });
}
