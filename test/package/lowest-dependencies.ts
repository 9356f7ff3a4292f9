import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { answer } from "../support/models/scripted-answer.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { installTarball, packPackage } from "./packed-package.js";

/**
 * Does what each dependency is there for with the lowest versions that package.json allows; the tests run on the
 * newest. A script and no test: it installs from the registry.
 */
const run = promisify(execFile);
const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Peers that the programs below use. Of the others, core-range tries LangChain's whole range. */
const USED_PEERS = ["@electric-sql/pglite"];

/** The server fails once, so that the circuit breaker counts; a config file names the project. */
const TRACING = `
  import { FakeListChatModel } from "@langchain/core/utils/testing";
  import { OpikCallbackHandler } from "langchain-opik";
  const handler = new OpikCallbackHandler();
  await new FakeListChatModel({ responses: ["blue"] }).invoke("sky", { callbacks: [handler] });
  await handler.close();
`;

/** Prints what a call of a model costs by the list of prices. */
const STORING = `
  import { openTraceStore } from "langchain-opik/store";
  const store = await openTraceStore("./traces");
  const id = "01900000-0000-7000-8000-000000000001";
  const usage = { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 };
  const span = { id, trace_id: id, name: "call", type: "llm", model: "gpt-4o", provider: "openai", usage };
  await store.write("span", [{ ...span, start_time: "2026-03-01T00:00:00Z", source: "sdk" }]);
  const [row] = await store.tokenStats({ window: { from: "2026-02-01T00:00:00Z", to: "2026-04-01T00:00:00Z" } });
  console.log(row.cost.estimated);
  await store.close();
`;

const folder = mkdtempSync(join(tmpdir(), "lowest-dependencies-"));
const installed = await installTarball(await packPackage(folder));
const server = await startRecordingOpikServer({ script: [answer(503)] });
try {
  const versions = lowestVersions();
  await install(versions);
  writeFileSync(join(installed.project, "langchain-opik.config.yaml"), "opik:\n  projectName: lowest\n");
  const environment = { OPIK_URL_OVERRIDE: server.url };

  await installed.runScript("trace.mjs", TRACING, environment);
  expectSame("projects by the YAML file", [...new Set(server.traces.map((trace) => trace.project_name))], ["lowest"]);
  expectSame("estimates", await installed.runScript("store.mjs", STORING, environment), "2.5");
  const { stdout } = await run(
    "npx",
    ["--no-install", "langchain-opik", "init", "--dry-run", "--api-key", "a-key-of-nobody"],
    {
      cwd: installed.project,
    },
  );
  expectSame("what init would write", stdout.includes("+ OPIK_API_KEY="), true);
  for (const [name, version] of versions) process.stdout.write(`${name} ${version}: works\n`);
} finally {
  await server.close();
  installed.remove();
  rmSync(folder, { recursive: true });
}

/** The name of each dependency with the first version of its range. */
function lowestVersions(): readonly (readonly [string, string])[] {
  const manifest: unknown = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  const { dependencies, peerDependencies } = manifest as Record<string, Record<string, string>>;
  const peers = USED_PEERS.map((name) => [name, peerDependencies?.[name] ?? ""] as const);
  return [...Object.entries(dependencies ?? {}), ...peers].map(([name, range]) => [name, firstOf(name, range)]);
}

/** @throws Error for a range that does not begin with its lowest version */
function firstOf(name: string, range: string): string {
  const [, version] = /^(?:\^|~|>=)?(\d+\.\d+\.\d+)/.exec(range) ?? [];
  if (version === undefined) throw new Error(`The range of ${name}, ${range}, does not begin with its lowest version.`);
  return version;
}

async function install(versions: readonly (readonly [string, string])[]): Promise<void> {
  const packages = versions.map(([name, version]) => `${name}@${version}`);
  await run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", folder, ...packages]);
  for (const [name] of versions) {
    const link = join(installed.project, "node_modules", name);
    rmSync(link, { force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(folder, "node_modules", name), link);
  }
}

function expectSame(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(
    `With the lowest versions, ${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}.`,
  );
}
