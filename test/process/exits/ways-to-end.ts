/** How a process can end. */
export interface WayToEnd {
  readonly way: string;
  /** What the program does when its runs are there; it waits where this is undefined. */
  readonly code?: string;
  /** Sent by the parent. */
  readonly signal?: NodeJS.Signals;
  /** What the open run is told to have been interrupted by; undefined: it was abandoned. */
  readonly interruptedBy?: string;
}

export const WAYS_TO_END: readonly WayToEnd[] = [
  { way: "running out of work", code: "process.exitCode = 7;" },
  { way: "a top-level await without end", code: "await new Promise(() => undefined);" },
  { way: "process.exit()", code: "process.exit(3);", interruptedBy: "an exit with code 3" },
  {
    way: "process.exit() in a timer",
    code: "setTimeout(() => process.exit(3), 0);",
    interruptedBy: "an exit with code 3",
  },
  {
    way: "an uncaught exception",
    code: `setTimeout(() => { throw new Error("oops"); }, 0);`,
    interruptedBy: "an exit with code 1",
  },
  {
    way: "an unhandled rejection",
    code: `void Promise.reject(new Error("oops"));`,
    interruptedBy: "an exit with code 1",
  },
  { way: "SIGTERM", signal: "SIGTERM", interruptedBy: "SIGTERM" },
  { way: "SIGINT", signal: "SIGINT", interruptedBy: "SIGINT" },
  { way: "SIGHUP", signal: "SIGHUP", interruptedBy: "SIGHUP" },
];

/** The traces of `MAKE_RUNS`, in the order of their names. */
export const MADE = ["first", "open", "second"];

/** Defines a function that makes two runs that have ended and one that is open, and returns their handler. */
export const MAKE_RUNS = `
  const makeRuns = async (OpikCallbackHandler) => {
    const { RunnableLambda } = await import("@langchain/core/runnables");
    const handler = new OpikCallbackHandler();
    const callbacks = [handler];
    const run = (runName, work) => RunnableLambda.from(work).withConfig({ runName, callbacks }).invoke("go");
    await run("first", () => "done");
    await run("second", () => "done");
    await new Promise((started) => {
      void run("open", () => {
        started();
        return new Promise(() => undefined);
      });
    });
    return handler;
  };`;

/** Makes the runs when it is told to, and ends as it is told. */
export const ENDING_PROGRAM = `${MAKE_RUNS}
  if (process.env.TRACED === "yes") await makeRuns((await import("langchain-opik")).OpikCallbackHandler);
  console.log("ready");
  const code = process.env.END_BY;
  if (code === undefined) setInterval(() => undefined, 60_000);
  else if (code.startsWith("await")) await new Promise(() => undefined);
  else Function(code)();`;
