import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { BARE_ENVIRONMENT } from "../../support/environment.js";

interface ServerStart {
  /** The server's file, and what it is told. */
  readonly program: readonly string[];
  /** What runs it. Default: the Node.js of the tests. */
  readonly runtime?: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A server program, and the processes that it starts itself. */
export class ServerProgram {
  readonly #child: ChildProcess;
  #printed = "";

  constructor({ program, runtime = process.execPath, folder, environment }: ServerStart) {
    const env = { ...BARE_ENVIRONMENT, HOME: folder, ...environment };
    this.#child = spawn(runtime, program, { cwd: folder, env, stdio: "pipe", detached: true });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.on("data", (part: Buffer) => {
        this.#printed += part.toString();
        this.#child.emit("printed");
      });
    }
  }

  /** Resolves with the address. @throws Error with what was printed, when the program ends instead. */
  async listening(at: RegExp): Promise<string> {
    return `http://localhost:${await this.printing(at)}`;
  }

  /** Resolves with the first group of what it prints. @throws Error with what was printed, when it ends instead. */
  async printing(wanted: RegExp): Promise<string> {
    const ended = once(this.#child, "exit").then(() => "ended");
    for (;;) {
      const found = wanted.exec(this.#printed)?.[1];
      if (found !== undefined) return found;
      if ((await Promise.race([once(this.#child, "printed"), ended])) === "ended") throw new Error(this.#printed);
    }
  }

  async stop(): Promise<void> {
    const { pid, exitCode } = this.#child;
    if (pid === undefined || exitCode !== null) return;
    const exit = once(this.#child, "exit");
    process.kill(-pid, "SIGKILL");
    await exit;
  }
}
