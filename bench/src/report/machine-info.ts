import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const MODULES = new URL("../../node_modules/", import.meta.url);
const COMPARED = ["@langchain/core", "langchain-opik", "opik-langchain", "opik", "@langfuse/langchain", "langsmith"];

/** Where and with what the numbers were taken. */
export function describeMachine(): string {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? "an unknown processor"}`;
  return `Node ${process.versions.node}, ${machine}; ${versionsOf(COMPARED)}.`;
}

/** The packages with the versions that are installed here. */
export function versionsOf(packages: readonly string[]): string {
  return packages.map(nameAndVersion).join(", ");
}

function nameAndVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL(`${name}/package.json`, MODULES), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "?";
  return `${name} ${String(version)}`;
}
