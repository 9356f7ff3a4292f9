import { Runnable, RunnableLambda, RunnableWithFallbacks } from "@langchain/core/runnables";
import { tool } from "langchain";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { AllCandidatesFailedError, type FallbackEvent, withOpikFallbacks } from "../../src/chains/index.js";
import { type ModelScript, type ModelServer, startModelServer } from "../support/models/model-server.js";
import { chatModel } from "../support/models/scripted-chat.js";
import { down, UNAVAILABLE } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { HOSTILE_VALUES } from "../support/traces/hostile-values.js";

async function modelsWith(script: ModelScript): Promise<ModelServer> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  return server;
}

function largeThenSmall(server: ModelServer, options = {}) {
  return withOpikFallbacks(chatModel(server, "large"), [chatModel(server, "small")], options);
}

const asked = (server: ModelServer) => server.calls.map(({ model, question }) => `${model} ${question}`);

describe("withOpikFallbacks, without any handler", () => {
  test("withOpikFallbacks answers with the next candidate by invoke, stream and batch, alone and in a sequence", async () => {
    const model = largeThenSmall(await modelsWith(down("large")));

    expect((await model.invoke("why?")).text).toBe("small says why?");
    expect((await collected(await model.stream("why?"))).map(({ text }) => text).join("")).toBe("small says why?");
    expect((await model.batch(["a", "b"])).map(({ text }) => text)).toEqual(["small says a", "small says b"]);
    const chain = RunnableLambda.from((question: string) => `${question}!`).pipe(model);
    expect((await collected(await chain.stream("why"))).map(({ text }) => text).join("")).toBe("small says why!");
  });

  test("withOpikFallbacks returns LangChain's own RunnableWithFallbacks, with the candidates in their order", async () => {
    const model = largeThenSmall(await modelsWith(down()));

    expect(model).toBeInstanceOf(RunnableWithFallbacks);
    expect(Runnable.isRunnable(model)).toBe(true);
    expect([...model.runnables()]).toHaveLength(2);
  });

  test("the next candidate is asked for only the failed inputs of a batch", async () => {
    const server = await modelsWith((call) =>
      call.model === "large" && call.question === "b" ? UNAVAILABLE : { kind: "text", text: call.model },
    );

    const answers = await largeThenSmall(server).batch(["a", "b", "c"]);

    expect(answers.map(({ text }) => text)).toEqual(["large", "small", "large"]);
    expect(asked(server).sort()).toEqual(["large a", "large b", "large c", "small b"]);
  });

  test("a batch that returns errors gives each input its answer or its error", async () => {
    const server = await modelsWith((call) => (call.question === "b" ? UNAVAILABLE : { kind: "text", text: "fine" }));

    const [first, second] = await largeThenSmall(server).batch(["a", "b"], {}, { returnExceptions: true });

    expect(first).toMatchObject({ content: "fine" });
    expect(second).toBeInstanceOf(AllCandidatesFailedError);
  });

  test.each(["invoke", "stream"] as const)(
    "candidates that all fail at %s throw their errors in order, and the message names each",
    async (how) => {
      const server = await modelsWith((call) => ({ kind: "error", status: call.model === "large" ? 503 : 500 }));

      const failure: unknown = await largeThenSmall(server)
        [how]("why?")
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(AggregateError);
      expect(failure).toMatchObject({
        errors: [{ status: 503 }, { status: 500 }],
        message:
          "No candidate answered: 1. large: InternalServerError: 503 scripted 503; 2. small: InternalServerError: 500 scripted 500",
      });
    },
  );

  test("an error for which the rule forbids a fallback is thrown as it is, and no other candidate is asked", async () => {
    const server = await modelsWith((call) => (call.model === "large" ? { kind: "error", status: 401 } : UNAVAILABLE));
    const seen: unknown[] = [];
    const model = largeThenSmall(server, {
      shouldFallBack: (error: { status: number }, attempt: unknown) => {
        seen.push(attempt);
        return error.status !== 401;
      },
    });

    await expect(model.invoke("why?")).rejects.toMatchObject({ status: 401 });

    expect(asked(server)).toEqual(["large why?"]);
    expect(seen).toEqual([{ number: 1, candidate: "large" }]);
  });

  test.each(HOSTILE_VALUES)(
    "the next candidate is asked after %s was thrown, even if the rule throws too",
    async (_, make) => {
      vi.spyOn(console, "warn").mockImplementation(() => undefined);
      onTestFinished(() => {
        vi.restoreAllMocks();
      });
      const failing = RunnableLambda.from((): string => {
        throw make();
      });
      const shouldFallBack = () => {
        throw new Error("a broken rule");
      };
      const options = { shouldFallBack, breaker: { failures: 5 } };

      expect(await withOpikFallbacks(failing, [RunnableLambda.from(() => "second")], options).invoke("a")).toBe(
        "second",
      );
      await expect(withOpikFallbacks(failing, [failing], options).invoke("a")).rejects.toThrow("No candidate answered");
    },
  );

  test("the next candidate is asked where the rule returns nothing", async () => {
    const model = largeThenSmall(await modelsWith(down("large")), { shouldFallBack: () => undefined });

    expect((await model.invoke("why?")).text).toBe("small says why?");
  });

  test("onFallback is called for each fallback, and an error that it throws changes nothing", async () => {
    const server = await modelsWith(down("large"));
    const events: FallbackEvent[] = [];
    const model = largeThenSmall(server, {
      onFallback: (event: FallbackEvent) => {
        events.push(event);
        throw new Error("the listener's own");
      },
    });

    expect((await model.invoke("why?")).text).toBe("small says why?");

    expect(events).toMatchObject([{ number: 1, candidate: "large", nextCandidate: "small", error: { status: 503 } }]);
  });

  test("no other candidate is asked after the caller has stopped the call, and the caller's reason is thrown", async () => {
    const server = await modelsWith(() => ({ kind: "silent" }));
    const stop = new AbortController();

    const answer = largeThenSmall(server).invoke("why?", { signal: stop.signal });
    await server.waitForCalls(1);
    stop.abort(new Error("enough"));

    await expect(answer).rejects.toThrow("enough");
    expect(asked(server)).toEqual(["large why?"]);
  });

  test("no other candidate is asked after a stream has died midway, as its first part cannot be taken back", async () => {
    const server = await modelsWith((call) =>
      call.model === "large" ? { kind: "reset", text: "half an" } : { kind: "text", text: "fine" },
    );

    const stream = await largeThenSmall(server).stream("why?");

    await expect(collected(stream)).rejects.toThrow();
    expect(asked(server)).toEqual(["large why?"]);
  });

  test("tools and structured output are passed to all candidates, where all support them", async () => {
    const server = await modelsWith((call) =>
      call.model === "large" ? UNAVAILABLE : { kind: "text", text: '{"mood":"fine"}' },
    );
    const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });

    await largeThenSmall(server).bindTools([look]).invoke("why?");
    const structured = largeThenSmall(server).withStructuredOutput(z.object({ mood: z.string() }), {
      method: "jsonSchema",
    });

    expect(server.calls.map(({ body }) => Array.isArray(body.tools))).toEqual([true, true]);
    expect(await structured.invoke("how?")).toEqual({ mood: "fine" });
    const mixed = withOpikFallbacks(chatModel(server, "large"), [
      RunnableLambda.from(() => chatModel(server, "small")),
    ]);
    expect(mixed).not.toHaveProperty("bindTools");
  });
});
