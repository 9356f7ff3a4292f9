import type { ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { numbersIn } from "../harness/numbers.js";
import type { Mood } from "./mood.js";

const MEASURED = ["seconds", "p99Ms", "maxMs", "cpuShare", "peakBytes"] as const;
const DELIVERED = ["spans", "records", "waiting", "waitingBytes", "spoolRecords", "spoolBytes", "dropped"] as const;
type Numbers = Readonly<Record<(typeof MEASURED)[number] | (typeof DELIVERED)[number], number>>;

const LOOK_EVERY_MS = 1_000;
/** No record arrives for this long: none will. */
const PATIENCE_LOOKS = 120;

interface LoadOptions {
  readonly agents: number;
  readonly isTraced: boolean;
  readonly spoolDir: string;
}

export interface CaughtUp {
  readonly made: number;
  readonly arrived: number;
  readonly dropped: number;
  readonly seconds: number;
}

/** A program with agents and its Opik server, each in a process of its own. */
export class Load {
  readonly #server: ChildProcess;
  readonly #host: ChildProcess;

  constructor(server: ChildProcess, host: ChildProcess) {
    this.#server = server;
    this.#host = host;
  }

  async setMood(mood: Mood): Promise<void> {
    await ask(this.#server, mood);
  }

  /** Compiling is not the load. */
  async warmUp(seconds: number): Promise<void> {
    await wait(seconds * 1000);
  }

  /** Begins anew with each call. */
  async measureFor(seconds: number): Promise<Numbers> {
    await ask(this.#host, "measure");
    await wait(seconds * 1000);
    return this.#look("measure");
  }

  /** Ends the agents, and waits until everything has arrived, or nothing comes any more. */
  async catchUp(): Promise<CaughtUp> {
    const { records: made } = await this.#look("stop");
    const startMs = performance.now();
    let [arrived, dropped, idleLooks] = [0, 0, 0];
    while (arrived + dropped < made && idleLooks < PATIENCE_LOOKS) {
      await wait(LOOK_EVERY_MS);
      const before = arrived;
      ({ arrived } = numbersIn(await ask(this.#server, "count"), ["arrived"]));
      ({ dropped } = await this.#look("measure"));
      idleLooks = arrived === before ? idleLooks + 1 : 0;
    }
    return { made, arrived, dropped, seconds: (performance.now() - startMs) / 1000 };
  }

  async end(): Promise<void> {
    await Promise.all([stopChild(this.#host), stopChild(this.#server)]);
  }

  async #look(order: "measure" | "stop"): Promise<Numbers> {
    return numbersIn(await ask(this.#host, order), [...MEASURED, ...DELIVERED]);
  }
}

export async function startLoad({ agents, isTraced, spoolDir }: LoadOptions): Promise<Load> {
  const server = startChild(new URL("./moody-server.js", import.meta.url), []);
  const { port } = numbersIn(await nextMessage(server), ["port"]);
  const apiUrl = isTraced ? `http://127.0.0.1:${port}/api` : "";
  const host = startChild(new URL("./host-worker.js", import.meta.url), [apiUrl, spoolDir, String(agents)]);
  await nextMessage(host);
  return new Load(server, host);
}

async function ask(child: ChildProcess, order: string): Promise<unknown> {
  const answer = nextMessage(child);
  child.send(order);
  return answer;
}
