import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type CommandOutput, KEY, runCommand } from "./run-command.js";

export const FLAGS = ["--api-key", KEY, "--workspace", "acme"];

export type Files = Readonly<Record<string, string>>;

/** Runs `init` in a sample project, whose folder is `<project>` in what was printed. The key is never printed. */
export async function init(folder: string, flags: readonly string[], env: Files = {}): Promise<CommandOutput> {
  const output = await runCommand(["init", ...flags], { folder, env });
  expect(output.stderr).toBe("");
  expect(output.stdout).not.toContain(KEY);
  // The folder's other name on macOS begins with /private.
  const stdout = output.stdout.replaceAll(folder, "<project>").replaceAll("/private<project>", "<project>");
  return { ...output, stdout };
}

/** Those of the files that are there. */
export function read(folder: string, ...names: readonly string[]): Files {
  const present = names.filter((name) => existsSync(join(folder, name)));
  return Object.fromEntries(present.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
