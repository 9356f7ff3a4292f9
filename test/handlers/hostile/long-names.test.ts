import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, it } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const CUT = /^.{400,500}…\[\d+ characters cut\]….{400,500}$/;
const LONG = "a few words ".repeat(1_000);
const HUGE = "x".repeat(300_000_000);

describe("a name, a tag or an id that is far too long", () => {
  it("a name, a tag or an id that is far too long is cut, with a note that it was", async () => {
    const world = await traceWorld();
    const run = RunnableLambda.from(() => "fine");
    const metadata = { thread_id: LONG };
    await run.invoke("go", { callbacks: [world.handler], runName: LONG, tags: [LONG], metadata });

    const { trace } = await world.onlyTrace();
    expect(trace.name).toMatch(CUT);
    expect(trace.thread_id).toMatch(CUT);
    expect(trace.tags?.[0]).toMatch(CUT);
  });

  it("a name, a tag or an id of 300 million characters is not read at all", async () => {
    const world = await traceWorld();
    const { handler } = world;
    handler.handleChainStart({}, { a: 1 }, HUGE, undefined, [HUGE], { thread_id: HUGE }, undefined, HUGE);
    handler.handleChainEnd({ b: 2 }, HUGE);

    const { trace } = await world.onlyTrace();
    const mark = "[text of 300000000 characters left out]";
    expect(trace).toMatchObject({ name: mark, thread_id: mark, tags: [mark], output: { b: 2 } });
  });

  it("a tag is not read when the tags before it were long enough already", async () => {
    const world = await traceWorld();
    const tags = ["a", "b", "c", "d"].map((letter) => `${letter} `.repeat(200_000));
    await RunnableLambda.from(() => "fine").invoke("go", { callbacks: [world.handler], tags });

    const { trace } = await world.onlyTrace();
    const mark = "[text of 400000 characters left out]";
    expect(trace.tags).toEqual([expect.stringMatching(CUT), expect.stringMatching(CUT), mark]);
  });

  it("a secret at the place where a name is cut is hidden as a whole", async () => {
    const world = await traceWorld(undefined, { redaction: "standard" });
    const secret = "sk-abcdefghijklmnopqrstuvwxyz0123456789";
    const name = `${"a ".repeat(240)}${secret} ${"b ".repeat(500)}${secret} ${"c ".repeat(240)}`;
    const run = RunnableLambda.from(() => "fine");
    await run.invoke("go", { callbacks: [world.handler], runName: name, tags: [name], metadata: { thread_id: name } });

    expect(JSON.stringify(await world.onlyTrace())).not.toMatch(/sk-|0123456789/);
  });
});
