import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { startRecordingOpikServer } from "../support/recording-opik-server.js";
import { outline } from "../support/span-outline.js";
import { installPacked, type PackedPackage } from "./packed-package.js";

/**
 * Traces one program with the built package on versions of `@langchain/core` from the whole declared range, and fails
 * where one gives another trace. A script and no test: it installs from the registry.
 */
const VERSIONS = ["1.0.0", "1.0.6", "1.1.0", "1.1.49", "1.2.0", "1.2.13"];

const EXPECTED = [
  "trace program thread-1",
  "Library (tool)",
  "weigh (tool)",
  "RunnableSequence",
  "  ChatPromptTemplate",
  "  RunnableWithFallbacks",
  "    BrokenModel (llm) failed",
  "    FakeListChatModel (llm)",
  "  StrOutputParser",
  "FakeListChatModel (llm)",
];

const run = promisify(execFile);
const PROGRAM = readFileSync(new URL("core-range-program.mjs", import.meta.url), "utf8");

const folder = mkdtempSync(join(tmpdir(), "core-range-"));
const installed = await installPacked();
try {
  for (const version of process.argv.length > 2 ? process.argv.slice(2) : VERSIONS) await check(version);
} finally {
  installed.remove();
  rmSync(folder, { recursive: true });
}

async function check(version: string): Promise<void> {
  putCore(installed, await installCore(version));
  const seen = await tracedOutline();
  if (isDeepStrictEqual(seen, EXPECTED)) {
    process.stdout.write(`@langchain/core ${version}: as expected\n`);
    return;
  }
  process.stdout.write(`@langchain/core ${version}: another trace\n  ${seen.join("\n  ")}\n`);
  process.exitCode = 1;
}

async function installCore(version: string): Promise<string> {
  const prefix = join(folder, version);
  mkdirSync(prefix);
  const flags = ["--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", prefix];
  await run("npm", ["install", ...flags, `@langchain/core@${version}`], { cwd: prefix });
  return join(prefix, "node_modules", "@langchain", "core");
}

function putCore({ project }: PackedPackage, core: string): void {
  const link = join(project, "node_modules", "@langchain", "core");
  rmSync(link, { force: true });
  symlinkSync(core, link);
}

/** What arrives of the program; an unsuitable version may also make it fail. */
async function tracedOutline(): Promise<string[]> {
  const server = await startRecordingOpikServer();
  try {
    await installed.runScript("core-range-program.mjs", PROGRAM, { OPIK_URL_OVERRIDE: server.url });
    const traces = server.traces.map(({ id, name, thread_id }) => [
      `trace ${name} ${thread_id ?? ""}`,
      ...outline(server.spanTree(id)),
    ]);
    return [...traces.flat(), ...server.violations];
  } catch (error) {
    return [String(error)];
  } finally {
    await server.close();
  }
}
