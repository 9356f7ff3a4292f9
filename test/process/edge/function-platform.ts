import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { EndingProgram } from "../exits/ending-program.js";

/** The program that asks the platform for calls and gives it the answers, as AWS Lambda's own does. */
export const FUNCTION_RUNTIME = `
  const { PLATFORM_URL, FUNCTION_FILE } = process.env;
  import(FUNCTION_FILE).then(async ({ handler }) => {
    for (;;) {
      const next = await fetch(PLATFORM_URL + "/next");
      const answer = await handler(await next.json());
      await fetch(PLATFORM_URL + "/answer", { method: "POST", body: JSON.stringify(answer) });
    }
  });`;

interface FunctionStart {
  readonly node: string;
  readonly folder: string;
  /** The file that holds `FUNCTION_RUNTIME`. */
  readonly runtime: string;
  /** The file whose `handler` is the function. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs a function as AWS Lambda does: its process is frozen when its answer comes, and thawed for the next call. */
export class FunctionPlatform {
  readonly #events = new EventEmitter();
  readonly #server = createServer((request, response) => void this.#hear(request, response));
  #program: EndingProgram | undefined;
  /** The request by which the process waits for a call. */
  #asking: ServerResponse | undefined;
  /** The request by which it gave its answer; it hears nothing while it is frozen. */
  #answering: ServerResponse | undefined;

  async start({ node, folder, runtime, file, environment }: FunctionStart): Promise<void> {
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const platform = { PLATFORM_URL: this.#url(), FUNCTION_FILE: `${folder}/${file}` };
    this.#program = new EndingProgram({ node, file: runtime, folder, environment: { ...environment, ...platform } });
  }

  /** Resolves with the answer, when the process is frozen. @throws Error with what it printed, when it ends instead. */
  async call(event: unknown): Promise<unknown> {
    this.#program?.send("SIGCONT");
    this.#answering?.end();
    if (this.#asking === undefined) await this.#hears("asked");
    this.#asking?.end(JSON.stringify(event));
    this.#asking = undefined;
    return this.#hears("answered");
  }

  async #hears(event: "asked" | "answered"): Promise<unknown> {
    const ended = this.#program?.ended.then(() => {
      throw new Error(`The function ended: ${this.#program?.printed}`);
    });
    const heard: Promise<unknown[]> = once(this.#events, event);
    return (await Promise.race([heard, ended]))?.[0];
  }

  #url(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("The platform does not listen.");
    return `http://127.0.0.1:${address.port}`;
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/next") {
      this.#asking = response;
      this.#events.emit("asked");
      return;
    }
    const answer: unknown = JSON.parse(await text(request));
    this.#program?.send("SIGSTOP");
    this.#answering = response;
    this.#events.emit("answered", answer);
  }
}
