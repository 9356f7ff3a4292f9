import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { End, MemberPlan } from "./soak-plan.js";

/** Inside the project, so that the program finds its packages. */
const PROGRAM = fileURLToPath(new URL("../../../node_modules/.cache/langchain-opik/soak-member.mjs", import.meta.url));
const SOURCE = fileURLToPath(new URL("soak-member.ts", import.meta.url));
const EMPTY_CONFIG = fileURLToPath(new URL("../../support/empty-opik.config", import.meta.url));

/** What nobody loads here. */
const OPTIONAL_PEERS = ["opik", "pg", "@electric-sql/pglite", "@redis/client"];

/** How the process of each end is to look. */
const EXPECTED: Readonly<Record<End, number | NodeJS.Signals>> = {
  natural: 0,
  exit: 3,
  throw: 1,
  SIGTERM: "SIGTERM",
  SIGINT: "SIGINT",
  SIGKILL: "SIGKILL",
};

/** How the package tells of records that it gave up: with a disk that works, it never should. */
const LOSS = /given up|dropped/;

export interface SoakPlace {
  readonly apiUrl: string;
  readonly spoolDir: string;
  /** What had ended, a line each. */
  readonly diary: string;
  /** What programs say that they gave up, a line of JSON each. */
  readonly dropped: string;
}

/** One file, packages too: a program that is started hundreds of times must not be put together each time. */
export async function buildMember(): Promise<void> {
  await build({
    entryPoints: [SOURCE],
    bundle: true,
    platform: "node",
    format: "esm",
    external: OPTIONAL_PEERS,
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    outfile: PROGRAM,
    logLevel: "error",
  });
}

/** Lets a program live until its end. Returns what was wrong with that: another end than planned, or a loss. */
export async function runMember(plan: MemberPlan, place: SoakPlace): Promise<string | undefined> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, ...soakEnvironment(place), ...memberEnvironment(plan, place) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [printed] = await Promise.all([text(child.stderr), once(child, "close")]);
  const ended = child.exitCode ?? child.signalCode;
  if (ended === EXPECTED[plan.end] && !LOSS.test(printed)) return undefined;
  return `${plan.name} was to end with ${EXPECTED[plan.end]}, and ended with ${String(ended)}:\n${printed}`;
}

/** Of every program that shares the spool. */
export function soakEnvironment({ apiUrl, spoolDir }: SoakPlace): Readonly<Record<string, string>> {
  return {
    OPIK_URL_OVERRIDE: apiUrl,
    OPIK_CONFIG_PATH: EMPTY_CONFIG,
    OPIK_LANGCHAIN_SPOOL: "true",
    OPIK_LANGCHAIN_SPOOL_DIR: spoolDir,
    OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "1000",
    LANGSMITH_TRACING: "false",
  };
}

function memberEnvironment({ name, seed, runs, end, durable, maxWaitMs }: MemberPlan, { diary, dropped }: SoakPlace) {
  return {
    SOAK_NAME: name,
    SOAK_SEED: String(seed),
    SOAK_RUNS: String(runs),
    SOAK_END: end,
    SOAK_DIARY: diary,
    SOAK_DROPPED: dropped,
    OPIK_LANGCHAIN_DURABLE: String(durable),
    OPIK_LANGCHAIN_MAX_WAIT_MS: String(maxWaitMs),
    OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS: "1000",
  };
}
