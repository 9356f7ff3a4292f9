import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { BARE_ENVIRONMENT } from "../../support/environment.js";

/** How a process ended, as its parent sees it. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface ProgramStart {
  readonly node: string;
  readonly file: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A program that is watched until it ends, which is with the test at the latest. */
export class EndingProgram {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  #printed = "";

  constructor({ node, file, folder, environment }: ProgramStart) {
    const env = { ...BARE_ENVIRONMENT, HOME: folder, OPIK_CONFIG_PATH: `${folder}/missing`, ...environment };
    this.#child = spawn(node, [file], { cwd: folder, env, stdio: "pipe" });
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
    });
    this.ended = once(this.#child, "close").then(() => ({
      exitCode: this.#child.exitCode,
      signal: this.#child.signalCode,
    }));
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.on("data", (part: Buffer) => {
        this.#printed += part.toString();
        this.#child.emit("printed");
      });
    }
  }

  /** All of both outputs until now. */
  get printed(): string {
    return this.#printed;
  }

  /** Resolves when it has printed this. @throws Error with what it printed, when it ends instead. */
  async prints(text: string): Promise<void> {
    const ended = this.ended.then(() => "ended");
    while (!this.#printed.includes(text)) {
      const ends = (await Promise.race([once(this.#child, "printed"), ended])) === "ended";
      if (ends && !this.#printed.includes(text)) throw new Error(`It ended without "${text}": ${this.#printed}`);
    }
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes its input, for a program that waits for that. */
  endInput(): void {
    this.#child.stdin?.end();
  }
}
