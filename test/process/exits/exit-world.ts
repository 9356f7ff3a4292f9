import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openTestSink, testSettings } from "../../support/delivery/test-delivery-settings.js";
import { traceText } from "../../support/opik-server/record-texts.js";
import type { RecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import type { RegisterProject } from "../register/register-project.js";
import { type Ending, EndingProgram } from "./ending-program.js";
import { type ExitServer, type ServerState, startExitServer } from "./exit-server.js";
import type { WayToEnd } from "./ways-to-end.js";

interface WorldOptions {
  readonly node?: string;
  readonly server?: ServerState;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An Opik server, a folder for its records that wait, and programs that trace to it. */
export class ExitWorld {
  readonly #project: RegisterProject;
  readonly #server: ExitServer;
  readonly #spoolDir: string;
  readonly #options: WorldOptions;

  private constructor(project: RegisterProject, server: ExitServer, options: WorldOptions) {
    this.#project = project;
    this.#server = server;
    this.#options = options;
    this.#spoolDir = mkdtempSync(join(project.folder, "spool-"));
  }

  static async open(project: RegisterProject, options: WorldOptions = {}): Promise<ExitWorld> {
    return new ExitWorld(project, await startExitServer(options.server), options);
  }

  get opik(): RecordingOpikServer {
    return this.#server.opik;
  }

  get traceNames(): string[] {
    return this.opik.traces.map(({ name }) => name).sort();
  }

  start(file: string, environment: Readonly<Record<string, string>> = {}): EndingProgram {
    const { node = process.execPath, server = "is well" } = this.#options;
    return new EndingProgram({
      node,
      file,
      folder: this.#project.folder,
      environment: {
        OPIK_URL_OVERRIDE: this.#server.url,
        OPIK_LANGCHAIN_SPOOL_DIR: this.#spoolDir,
        // What is sent is sent because the process ends.
        OPIK_LANGCHAIN_MAX_WAIT_MS: "600000",
        OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: server === "is well" ? "60000" : "200",
        ...this.#options.environment,
        ...environment,
      },
    });
  }

  async endBy(
    { code, signal }: Pick<WayToEnd, "code" | "signal">,
    file: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ending> {
    const program = this.start(file, { ...environment, ...(code !== undefined && { END_BY: code }) });
    await program.prints("ready");
    if (signal !== undefined) program.send(signal);
    return program.ended;
  }

  /** How many files of what waits on disk hold this text. */
  filesWith(text: string): number {
    const files = readdirSync(this.#spoolDir, { recursive: true, encoding: "utf8" });
    return files.filter((name) => isFileWith(join(this.#spoolDir, name), text)).length;
  }

  /** The server is well again, and the command sends what waits; resolves with what it prints. */
  async replay(): Promise<string> {
    await this.#server.recover();
    const environment = { OPIK_URL_OVERRIDE: this.#server.url, OPIK_LANGCHAIN_SPOOL_DIR: this.#spoolDir };
    return this.#project.runNode("node_modules/.bin/langchain-opik", { args: ["spool", "replay"], environment });
  }

  /**
   * The server is well again, and the next process that traces to it sends what waits: it has all of these then, and
   * so many attachments.
   */
  async deliverRest(names: readonly string[], attachments = 0): Promise<void> {
    await this.#server.recover();
    const disk = { dir: this.#spoolDir, maxBytes: 256_000_000, maxAgeMs: 604_800_000, durable: false };
    const settings = testSettings(this.#server.url, { apiKey: undefined, workspaceName: "default", disk });
    const next = openTestSink(settings);
    onTestFinished(async () => {
      await next.close();
    });
    next.accept(traceText(1, { name: "next" }));
    await this.opik.waitFor(
      () => names.every((name) => this.traceNames.includes(name)) && this.opik.attachments.length >= attachments,
    );
  }
}

/** False for a file that another process has taken in the meantime. */
function isFileWith(path: string, text: string): boolean {
  try {
    return statSync(path).isFile() && readFileSync(path).includes(text);
  } catch {
    return false;
  }
}
