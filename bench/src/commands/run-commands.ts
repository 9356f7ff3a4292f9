import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTraceStore } from "langchain-opik/store";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable } from "../report/markdown-table.js";
import { sampleTraces, TRACES } from "./sample-traces.js";

/** `npm run commands`: what `traces` and `show` take on a store in a folder, and what of it Node and PGlite take. */

const COMMAND = fileURLToPath(import.meta.resolve("langchain-opik/package.json")).replace(
  /package\.json$/,
  "dist/cli/main.js",
);
const PGLITE = fileURLToPath(new URL("./open-pglite.js", import.meta.url));
const ROUNDS = 15;

takeFreshBuild();
const folder = mkdtempSync(join(tmpdir(), "commands-"));
const store = await openTraceStore(folder);
for (const { traces, spans } of sampleTraces()) {
  await store.write("trace", traces);
  await store.write("span", spans);
}
const [newest] = (await store.findTraces({ limit: 1 })).items;
await store.close();

const programs: Readonly<Record<string, readonly string[]>> = {
  "Node.js alone": ["-e", ""],
  "PGlite alone, opened and closed": ["--wasm-tiering-budget=1000000000", PGLITE, join(folder, "database")],
  "`langchain-opik --help`": [COMMAND, "--help"],
  "`langchain-opik traces`": [COMMAND, "traces", "--store", folder],
  "`langchain-opik show`": [COMMAND, "show", newest?.id ?? "", "--store", folder],
};
const least = new Map<string, number>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(programs)) {
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, await tookMs(args)));
  }
}
console.log(describeMachine());
console.log(
  markdownTable(
    [`${TRACES} traces in a folder`, "ms"],
    [...least].map(([name, ms]) => [name, ms.toFixed(0)]),
  ),
);
rmSync(folder, { recursive: true, force: true });

async function tookMs(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: "ignore", env: { PATH: process.env.PATH } });
  await once(child, "exit");
  return performance.now() - startMs;
}
