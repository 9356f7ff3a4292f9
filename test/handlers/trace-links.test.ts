import { randomUUID } from "node:crypto";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, onTestFinished, test, vi } from "vitest";
import { OpikCallbackHandler } from "../../src/index.js";
import { answer } from "../support/models/scripted-answer.js";
import { traceWorld } from "../support/traces/traced-world.js";

const program = RunnableLambda.from((x: number) => x);

/** What is written to the standard error output from here on, which is a terminal or none. */
function watchErrorOutput(isTerminal: boolean): string[] {
  const written: string[] = [];
  vi.stubEnv("CI", "");
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const before = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
  Object.defineProperty(process.stderr, "isTTY", { value: isTerminal, configurable: true });
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    if (before === undefined) Reflect.deleteProperty(process.stderr, "isTTY");
    else Object.defineProperty(process.stderr, "isTTY", before);
    Reflect.deleteProperty(globalThis, Symbol.for("langchain-opik.notices"));
  });
  return written;
}

test("traceUrl() returns the address of a run's trace in Opik", async () => {
  const world = await traceWorld(undefined, { workspaceName: "team" });
  const runId = randomUUID();

  await program.invoke(1, { runId, callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  const link = new URL(world.handler.traceUrl(runId) ?? "");
  expect(link.href.startsWith(`${world.opik.url}/v1/session/redirect/projects/?`)).toBe(true);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({ trace_id: trace.id, workspace_name: "team" });
});

test("traceUrl() returns nothing for a run the handler does not know, or without a server", async () => {
  const world = await traceWorld();
  const runId = randomUUID();
  const nowhere = new OpikCallbackHandler({ apiUrl: "https://www.comet.com/opik/api" });

  await program.invoke(1, { runId, callbacks: [nowhere] });

  expect([world.handler.traceUrl(randomUUID()), nowhere.traceUrl(runId)]).toEqual([undefined, undefined]);
});

test("on a terminal, the first trace of a process that arrives is linked, once", async () => {
  const written = watchErrorOutput(true);
  const world = await traceWorld();
  const other = world.newHandler({ projectName: "other" });

  await program.invoke(1, { callbacks: [world.handler] });
  await world.handler.flush();
  await program.invoke(2, { callbacks: [other] });
  await other.flush();

  const [first] = world.opik.traces;
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^langchain-opik: traces arrive in Opik: http:\S+\n$/);
  expect(written[0]).toContain(`trace_id=${first?.id}`);
});

test.each([
  { isTerminal: true, traceLink: "never", lines: 0 },
  { isTerminal: false, traceLink: "terminal", lines: 0 },
  { isTerminal: false, traceLink: "always", lines: 1 },
] as const)(
  "with `traceLink: $traceLink`, on a terminal: $isTerminal, a link is printed on $lines lines",
  async (example) => {
    const written = watchErrorOutput(example.isTerminal);
    const world = await traceWorld(undefined, { traceLink: example.traceLink });

    await program.invoke(1, { callbacks: [world.handler] });
    await world.handler.flush();

    expect(written).toHaveLength(example.lines);
  },
);

test("a trace that did not arrive is not linked", async () => {
  const written = watchErrorOutput(true);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const world = await traceWorld(undefined, { spool: false });

  world.opik.answerNext(answer(401));
  await program.invoke(1, { callbacks: [world.handler] });
  await world.handler.flush();

  expect(written).toEqual([]);
});
