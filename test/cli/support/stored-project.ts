import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { isoTime } from "../../../src/records/clock.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { openTraceStore } from "../../../src/store/index.js";
import { BACKENDS, type TestDatabase, temporaryFolder } from "../../store/support/databases.js";
import { placeEmptyStore } from "../../store/support/empty-store.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { type CommandOptions, type CommandOutput, runCommand } from "./run-command.js";

const DAY_MICROS = 86_400_000_000;
/** Each command starts a database of its own, which takes seconds on a busy machine. */
export const timeout = 120_000;

/** A project of one test file with a store in it. */
export interface StoredProject {
  readonly folder: () => string;
  /** The variables that name the store. */
  readonly env: () => Readonly<Record<string, string>>;
  /** Of the three traces: of a minute, of two days and of a hundred days ago. */
  readonly traceIds: () => readonly string[];
  readonly run: (args: readonly string[], options?: Partial<CommandOptions>) => Promise<CommandOutput>;
}

/** @param place - a server, where there is one, answers at once; an embedded database starts anew for each command */
export function storedProject(place: "folder" | "server" = "folder"): StoredProject {
  let folder = "";
  let traceIds: readonly string[] = [];
  let env: Readonly<Record<string, string>> = {};
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    folder = temporaryFolder();
    if (place === "server") database = await BACKENDS.find(({ name }) => name === "PostgreSQL")?.open();
    env =
      database === undefined
        ? { OPIK_LANGCHAIN_STORE: placeEmptyStore(join(folder, "traces")) }
        : { OPIK_LANGCHAIN_STORE: SERVER_ADDRESS ?? "", OPIK_LANGCHAIN_STORE_PREFIX: database.freshPrefix() };
    traceIds = await storeTraces(env);
  }, timeout);
  afterAll(async () => {
    await database?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    env: () => env,
    traceIds: () => traceIds,
    run: (args, { env: given, ...options } = {}) => runCommand(args, { folder, env: { ...env, ...given }, ...options }),
  };
}

async function storeTraces(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const now = Date.now() * 1000;
  const ages = [60_000_000, 2 * DAY_MICROS, 100 * DAY_MICROS];
  const records = ages.map((age, index) => storedTrace(now - age, index));
  const { OPIK_LANGCHAIN_STORE: location = "", OPIK_LANGCHAIN_STORE_PREFIX: prefix = "" } = env;
  const store = await openTraceStore(location, { prefix });
  for (const { trace, span } of records) {
    await store.write("trace", [trace]);
    await store.write("span", [span]);
  }
  await store.close();
  return records.map(({ trace }) => trace.id);
}

/** A model call of 2 s that failed where `index` is even. */
export function storedTrace(micros: number, index: number) {
  const shared = {
    start_time: isoTime(micros),
    end_time: isoTime(micros + 2_000_000),
    last_updated_at: isoTime(micros),
    source: "sdk",
    project_name: "tests",
    ...(index % 2 === 0 && { error_info: { exception_type: "Timeout", message: LONG_MESSAGE, traceback: "-" } }),
  };
  const trace = {
    ...{ ...shared, id: uuidV7(micros), name: `ask ${index}`, thread_id: "t-1" },
    input: { messages: [{ role: "user", content: `Question ${index}:\nwill it ${"really ".repeat(20)}rain?` }] },
    metadata: { summary: { errors: index % 2 === 0 ? 1 : 0, retries: index, fallbacks: 1, total_tokens: 1_000_000 } },
  };
  const span = {
    ...{ ...shared, id: uuidV7(micros), trace_id: trace.id, name: "ChatOpenAI", type: "llm" },
    ...{ model: "gpt-4o-mini", provider: "openai", metadata: { agent_name: "support" } },
    usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 },
  };
  return { trace, span };
}

const LONG_MESSAGE = `It was too slow${" again and".repeat(12)} again.\n\nTroubleshooting: https://docs.example/errors/`;
