import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { piece } from "../../terminal/styled-line.js";
import type { CommandResult } from "../command-result.js";
import { packageFolder } from "../project/package-folder.js";

/**
 * The command that starts a program which another command runs. The name alone would keep Node from starting in other
 * folders.
 */
export function startByEnvironment(exec: string, start: string): string {
  return `NODE_OPTIONS="--import $(${exec} langchain-opik register-url)" ${start}`;
}

/** The URL of register, whatever folder a program starts in. */
export function registerUrl(): string {
  return pathToFileURL(join(packageFolder(), "dist/register.js")).href;
}

/** `langchain-opik register-url`: the URL of register, for a flag that works in every folder. */
export function registerUrlCommand(): CommandResult {
  const href = registerUrl();
  return { exitCode: 0, lines: [[piece(href)]], json: { url: href } };
}
