import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

/** Runs every example in a process of its own, one after the other; fails when one of them does. */
const NO_EXAMPLES = ["offline.ts", "offline-model.ts", "offline-opik.ts", "run-all.ts"];

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !NO_EXAMPLES.includes(file));
for (const file of files) {
  console.log(`\n── ${file}\n`);
  const child = spawn(process.execPath, ["--import", "tsx", `${import.meta.dirname}/${file}`], { stdio: "inherit" });
  const exitCode = await new Promise((resolve) => child.once("exit", resolve));
  if (exitCode !== 0) {
    console.log(`${file} ended with exit code ${String(exitCode)}.`);
    process.exitCode = 1;
  }
}
console.log(`\n${files.length} examples were run.`);
