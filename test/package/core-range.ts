import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { installTarball, type PackedPackage, packPackage } from "./packed-package.js";

/**
 * Traces one program with the built package on versions of `@langchain/core` from the whole declared range, and fails
 * where one tells another story than the version that this repository has. A script and no test: it installs from the
 * registry. Versions given as arguments are tried instead.
 */
const VERSIONS = [
  "0.3.40",
  "0.3.80",
  "1.0.0",
  "1.0.6",
  "1.1.0",
  "1.1.39",
  "1.1.40",
  "1.1.49",
  "1.2.0",
  "1.2.13",
  "1.3.5",
  "1.4.0",
];

const run = promisify(execFile);
const PROGRAM = readFileSync(new URL("core-range-program.mjs", import.meta.url), "utf8");

const folder = mkdtempSync(join(tmpdir(), "core-range-"));
const installed = await installTarball(await packPackage(folder));
try {
  const versions = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
  await installCores(versions);
  const expected = await tell();
  for (const version of versions) await check(version, expected);
} finally {
  installed.remove();
  rmSync(folder, { recursive: true });
}

async function check(version: string, expected: readonly string[]): Promise<void> {
  putCore(installed, installedCore(version));
  const told = await tell();
  const same = isDeepStrictEqual(told, expected);
  process.stdout.write(`@langchain/core ${version}: ${same ? "the same trace" : "another trace"}\n`);
  if (same) return;
  process.exitCode = 1;
  for (const line of expected) if (!told.includes(line)) process.stdout.write(`  - ${line}\n`);
  for (const line of told) if (!expected.includes(line)) process.stdout.write(`  + ${line}\n`);
}

/**
 * All at once, each under a name of its own: an installation for each takes three times as long. The newest Zod stands
 * beside them, as versions that allow two would else get the one that the oldest needs.
 */
async function installCores(versions: readonly string[]): Promise<void> {
  const flags = ["--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", folder];
  const cores = versions.map((version) => `${coreName(version)}@npm:@langchain/core@${version}`);
  await run("npm", ["install", ...flags, "zod@4", ...cores], { cwd: folder });
}

function coreName(version: string): string {
  return `core-${version}`;
}

function installedCore(version: string): string {
  return join(folder, "node_modules", coreName(version));
}

function putCore({ project }: PackedPackage, core: string): void {
  const link = join(project, "node_modules", "@langchain", "core");
  rmSync(link, { force: true });
  symlinkSync(core, link);
}

/** The program's trace in lines, as it arrives; of a version that can't run it, what the program died of. */
async function tell(): Promise<readonly string[]> {
  const server = await startRecordingOpikServer();
  try {
    await installed.runScript("core-range-program.mjs", PROGRAM, { OPIK_URL_OVERRIDE: server.url });
    return [
      ...server.traces.map(traceLine),
      ...server.spans.map((span) => spanLine(span, server)),
      ...server.violations,
    ];
  } catch (error) {
    return [String(error)];
  } finally {
    await server.close();
  }
}

function traceLine({ name, thread_id, tags, input, output, metadata }: TraceRecord): string {
  return line({ name, thread_id, tags, input, output, summary: metadata?.["summary"] });
}

// The rest of the metadata is LangChain's own, and says which version that is.
function spanLine(span: SpanRecord, server: RecordingOpikServer): string {
  const { name, type, model, provider, usage, input, output, tags, ttft, error_info, metadata } = span;
  const parent = server.spans.find(({ id }) => id === span.parent_span_id)?.name;
  const attempt = metadata?.["attempt"];
  const error = error_info?.exception_type;
  const timed = ttft !== undefined;
  return line({ name, parent, type, model, provider, usage, input, output, tags, timed, error, attempt });
}

/** Without what is another value each time. */
function line(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(fields)
    .replaceAll(/"(wait_ms|time_lost_ms)":[\d.]+/g, '"$1":0')
    .replaceAll(/"run-[0-9a-f-]{36}"/g, '"run-id"');
}
