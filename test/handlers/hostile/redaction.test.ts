import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { expect, test } from "vitest";
import { z } from "zod";
import { traceWorld } from "../../support/traces/traced-world.js";

const SECRET = "jane@example.com";

test("nothing is redacted unless it is asked for", async () => {
  const world = await traceWorld();

  await world.chatModel().invoke(SECRET, { callbacks: [world.handler] });

  expect(JSON.stringify(await world.arrived())).toContain(SECRET);
});

test("the standard redaction hides a secret wherever a program has it, also in messages sent again", async () => {
  const world = await traceWorld(undefined, { redaction: "standard", tags: [SECRET], metadata: { owner: SECRET } });
  const look = tool(() => `found ${SECRET}`, { name: "look", description: `asks ${SECRET}`, schema: z.object({}) });
  const message = new HumanMessage(`I am ${SECRET}`);
  const model = world.chatModel().bindTools([look]);
  const program = RunnableLambda.from(async (given: HumanMessage[], config) => {
    await model.invoke(given, config);
    await model.invoke(given, config);
    await look.invoke({}, config);
    throw new Error(`failed for ${SECRET}`, { cause: new Error(SECRET) });
  });

  const failed = program.invoke([message], { callbacks: [world.handler], metadata: { user_mail: SECRET } });
  await expect(failed).rejects.toThrow(SECRET);

  const arrived = JSON.stringify(await world.arrived());
  expect(arrived).not.toContain(SECRET);
  expect(arrived).toContain("I am [redacted]");
  expect(arrived).toContain("failed for [redacted]");
});

test("the names of runs, users and tenants are redacted too, also in tags", async () => {
  const world = await traceWorld(undefined, { redaction: "standard", tenantId: `of ${SECRET}` });
  const step = RunnableLambda.from((x: string) => x).withConfig({ runName: `for ${SECRET}` });

  await step.pipe(step).invoke("hi", { callbacks: [world.handler], runName: SECRET, metadata: { userId: SECRET } });

  const { trace, spans } = await world.onlyTrace();
  expect(JSON.stringify(await world.arrived())).not.toContain(SECRET);
  expect(trace).toMatchObject({ name: "[redacted]", tags: ["user:[redacted]", "tenant:of [redacted]"] });
  expect(spans.map(({ name }) => name)).toEqual(["for [redacted]", "for [redacted]"]);
});

test("what a redactor hides in metadata is neither in a tag nor used as the thread's id", async () => {
  const hidden = ["userId", "sessionId", "tenant_id"];
  const world = await traceWorld(undefined, {
    tenantId: "acme",
    redact: (value, { field, path }) => (field === "metadata" && hidden.includes(path.at(-1) ?? "") ? null : value),
  });
  const program = RunnableLambda.from((x: string) => x);

  await program.invoke("hi", { callbacks: [world.handler], metadata: { userId: "u-1", sessionId: "s-1" } });

  const { trace } = await world.onlyTrace();
  expect(trace.tags).toEqual(["user:[redacted]", "tenant:[redacted]"]);
  expect(JSON.stringify(trace)).not.toMatch(/u-1|s-1|acme/);
});

test.each(["user_id", "userId"])("a pseudonym for %s is made once, and the tag has the same one", async (key) => {
  const world = await traceWorld(undefined, {
    redact: (value, { path }) => (path.at(-1) === key ? `hash of ${String(value)}` : value),
  });
  const step = RunnableLambda.from((x: string) => x);

  await step.pipe(step).invoke("hi", { callbacks: [world.handler], metadata: { [key]: "u-1" } });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.tags).toEqual(["user:hash of u-1"]);
  for (const { metadata } of [trace, ...spans]) {
    expect(metadata).toMatchObject({ [key]: "hash of u-1", user_id: "hash of u-1" });
  }
});

test("a thread's id is redacted: a redactor may replace it, and hidden ids do not join conversations", async () => {
  const world = await traceWorld(undefined, {
    redaction: "standard",
    redact: (value, { path }) => (path.at(-1) === "thread_id" && value === "jane" ? "pseudonym" : value),
  });
  const program = RunnableLambda.from((x: string) => x);

  for (const thread_id of ["plain", "jane", SECRET, `chat with ${SECRET}`]) {
    await program.invoke("hi", { callbacks: [world.handler], metadata: { thread_id } });
  }
  await program.invoke("hi", { callbacks: [world.newHandler({ redaction: "standard", threadId: SECRET })] });

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.thread_id)).toEqual(["plain", "pseudonym", undefined, undefined, undefined]);
});

test("a partial answer of a broken stream is redacted", async () => {
  const world = await traceWorld(undefined, { redaction: "standard" });
  const stream = await world.chatModel().stream(`say ${SECRET} `, { callbacks: [world.handler] });

  for await (const chunk of stream) if (chunk.text !== "") break;

  expect(JSON.stringify(await world.arrived())).not.toContain(SECRET);
});

test("a secret that a program streams in pieces through events is hidden, and other streams stay as they are", async () => {
  const world = await traceWorld(undefined, { redaction: "standard" });
  const program = RunnableLambda.from(async (pieces: string[], config) => {
    for (const [index, text] of pieces.entries()) {
      await dispatchCustomEvent("delta", { index, choices: [{ delta: { content: text } }] }, config);
      await dispatchCustomEvent("piece", text, config);
      await dispatchCustomEvent("step", `step ${index}`, config);
    }
  });

  await program.invoke(["write to jane@exa", "mple.com ", "and sk-hunter2hun", "ter2hunter2", "!"], {
    callbacks: [world.handler],
  });

  const { trace } = await world.onlyTrace();
  const events = z
    .object({ events: z.array(z.object({ name: z.string(), data: z.unknown() })) })
    .parse(trace.metadata).events;
  const dataOf = (name: string) => events.filter((event) => event.name === name).map(({ data }) => data);
  expect(dataOf("piece")).toEqual(["write to [redacted] and [redacted]!", "", "", "", ""]);
  expect(dataOf("delta")[0]).toEqual({
    index: 0,
    choices: [{ delta: { content: "write to [redacted] and [redacted]!" } }],
  });
  expect(dataOf("delta")[4]).toEqual({ index: 4, choices: [{ delta: { content: "" } }] });
  expect(dataOf("step")).toEqual(["step 0", "step 1", "step 2", "step 3", "step 4"]);
});

test("the events of a stream stay separate where no secret goes from one into the next", async () => {
  const world = await traceWorld(undefined, { redaction: "standard" });
  const program = RunnableLambda.from(async (_: string, config) => {
    for (const text of ["I am ", `${SECRET} `, "who are you?"]) await dispatchCustomEvent("piece", text, config);
  });

  await program.invoke("go", { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({
    events: [{ data: "I am " }, { data: "[redacted] " }, { data: "who are you?" }],
  });
});

test("a secret that is given as the name of a model is hidden", async () => {
  const world = await traceWorld(undefined, { redaction: "standard" });

  await world.chatModel({ model: "sk-hunter2hunter2hunter2" }).invoke("hi", { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  expect(JSON.stringify(await world.arrived())).not.toContain("hunter2");
  expect(spans.map(({ model }) => model)).toEqual(["[redacted]"]);
});

test("the program's own redactor runs after the standard redaction, and is given the field and kind", async () => {
  const world = await traceWorld(undefined, {
    redaction: "standard",
    redact: (value, { field, kind }) =>
      field === "input" && kind === "trace" && typeof value === "string" ? `${value}!` : value,
  });

  await world.chatModel().invoke(`I am ${SECRET}`, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(JSON.stringify(trace.input)).toContain("I am [redacted]!");
});

test("a redactor that throws hides the field, and the rest of the trace arrives", async () => {
  const world = await traceWorld(undefined, {
    redact: (value, { field }) => {
      if (field === "input") throw new Error("no");
      return value;
    },
  });

  await RunnableLambda.from(() => "fine").invoke(SECRET, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ input: { input: "[hidden: the redactor failed]" }, output: { output: "fine" } });
});

test("inputs and outputs that must not be captured are nowhere, and a second call is still no retry", async () => {
  const world = await traceWorld(undefined, { captureInputs: false, captureOutputs: false });
  const failing = RunnableLambda.from((text: string) => {
    if (text === "first") throw new Error("no");
    return text;
  });
  const program = RunnableLambda.from(async (_: string, config) => {
    await failing.invoke("first", config).catch(() => undefined);
    return failing.invoke("second", config);
  });

  await program.invoke("question", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  for (const record of [trace, ...spans]) {
    expect(record).not.toHaveProperty("input");
    expect(record).not.toHaveProperty("output");
  }
  expect(trace.metadata).toMatchObject({ summary: { errors: 1, retries: 0 } });
});
