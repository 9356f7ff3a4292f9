import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { surveySpool } from "../../../src/delivery/spool/survey.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { testDisk } from "../../support/delivery/test-delivery.js";
import { onceBuilt } from "../../support/process/once-built.js";
import type { Outcome, Plan } from "./small-heap-program.js";

const PROGRAM = new URL("./small-heap-program.ts", import.meta.url);
const NODE_FLAGS = ["--max-old-space-size=64", "--expose-gc"];
const SHARE_OF_HEAP = 1 / 8;
/** The bound is that of the records' JSON. What else is remembered of them and of their runs is less than that again. */
const WITH_WHAT_BELONGS_TO_THEM = 2;
const TIMEOUT_MS = 300_000;

/** What a server does with every request; none: nothing listens there. */
const SERVERS: Readonly<Record<string, RequestListener | undefined>> = {
  "is down": undefined,
  "keeps silent": () => undefined,
  "is slow": (_, response) => setTimeout(() => response.writeHead(204).end(), 50),
  "resets every connection": (_, response) => response.destroy(),
  "answers 503": (_, response) => response.writeHead(503).end(),
  "answers 429 and names a wait": (_, response) => response.writeHead(429, { "retry-after": "1" }).end(),
  "answers 400": (_, response) => response.writeHead(400).end(),
  "takes everything": (request, response) => request.resume().on("end", () => response.writeHead(204).end()),
};

type RecordPlan = Pick<Plan, "runs" | "inputs">;

/** Of each, more than the queue may hold. A text with a character beyond Latin-1 is twice as wide in memory. */
const SMALL_RECORDS: RecordPlan = { runs: 4_000, inputs: ["a small text, ".repeat(300)] };
const LARGE_RECORDS: RecordPlan = { runs: 20, inputs: ["w".repeat(900_000), "w→".repeat(450_000)] };

/** The address of a server that does this; it ends with the test. */
async function startServer(answer: RequestListener | undefined): Promise<string> {
  if (answer === undefined) return "http://127.0.0.1:1/api";
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

/** What became of the records of each server. The program is to end by itself. */
async function runProgram(records: RecordPlan, spoolDir: string | undefined): Promise<readonly Outcome[]> {
  const servers = await Promise.all(Object.values(SERVERS).map(startServer));
  const plan: Plan = { ...records, servers, spool: spoolDir !== undefined };
  const running = promisify(execFile)(process.execPath, [...NODE_FLAGS, onceBuilt(PROGRAM)], {
    env: { ...process.env, ...(spoolDir !== undefined && { OPIK_LANGCHAIN_SPOOL_DIR: spoolDir }) },
  });
  running.child.stdin?.end(JSON.stringify(plan));
  const { stdout } = await running;
  return JSON.parse(stdout) as readonly Outcome[];
}

/** Those whose records took more memory than they may. */
function overBound(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(
    ({ addedBytes, heapLimitBytes }) => addedBytes > heapLimitBytes * SHARE_OF_HEAP * WITH_WHAT_BELONGS_TO_THEM,
  );
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe("a program with a small heap survives, and all of its records are accounted for, whatever the server does", () => {
  it.each([
    ["small records", SMALL_RECORDS],
    ["large records", LARGE_RECORDS],
  ])(
    "with a disk, a program with a small heap survives and accounts for all records: %s",
    async (_, plan) => {
      const { dir } = testDisk();
      const outcomes = await runProgram(plan, dir);

      expect(outcomes.map(({ delivered, spooled, dropped }) => ({ all: delivered + spooled, dropped }))).toEqual(
        Object.keys(SERVERS).map(() => ({ all: plan.runs, dropped: {} })),
      );
      expect(overBound(outcomes)).toEqual([]);
      expect(recordsOnDisk(dir)).toBe(sum(outcomes.map(({ spooled }) => spooled)));
    },
    TIMEOUT_MS,
  );

  it(
    "without a disk, a program with a small heap survives large records and accounts for all of them",
    async () => {
      const outcomes = await runProgram(LARGE_RECORDS, undefined);

      expect(outcomes.map(({ delivered, dropped }) => delivered + sum(Object.values(dropped)))).toEqual(
        Object.keys(SERVERS).map(() => LARGE_RECORDS.runs),
      );
      expect(outcomes.every(({ dropped }) => "queue_full" in dropped)).toBe(true);
      expect(overBound(outcomes)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

function recordsOnDisk(dir: string | undefined): number {
  const node = nodeModules();
  if (node === undefined || dir === undefined) throw new Error("The test has no disk.");
  return sum(surveySpool(dir, node).map(({ waiting }) => waiting.records));
}
