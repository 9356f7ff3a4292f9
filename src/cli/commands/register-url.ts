import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { piece } from "../../terminal/styled-line.js";
import type { CommandResult } from "../command-result.js";

/** What starts a program that another command runs. The name alone would keep Node from starting in other folders. */
export function startByEnvironment(exec: string, start: string): string {
  return `NODE_OPTIONS="--import $(${exec} langchain-opik register-url)" ${start}`;
}

/** Where register is, whatever folder a program starts in. */
export function registerUrl(): string {
  const manifest = createRequire(import.meta.url).resolve("langchain-opik/package.json");
  return new URL("dist/register.js", pathToFileURL(manifest)).href;
}

/** `langchain-opik register-url`: where register is, for a flag that is good in every folder. */
export function registerUrlCommand(): CommandResult {
  const href = registerUrl();
  return { exitCode: 0, lines: [[piece(href)]], json: { url: href } };
}
