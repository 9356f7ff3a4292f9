import { setImmediate as nextTurn } from "node:timers/promises";
import { RunnableLambda, RunnableRetry } from "@langchain/core/runnables";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type OpikRetryOptions, type RetryEvent, withOpikRetry } from "../../src/chains/index.js";
import { type ModelScript, type ModelServer, startModelServer } from "../support/models/model-server.js";
import { chatModel } from "../support/models/scripted-chat.js";
import { answeredBy, failsFirst } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { shortenWaits } from "../support/time/short-waits.js";
import { HOSTILE_VALUES } from "../support/traces/hostile-values.js";

async function modelsWith(script: ModelScript): Promise<ModelServer> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  return server;
}

function retried(server: ModelServer, options: OpikRetryOptions = {}) {
  return withOpikRetry(chatModel(server, "small"), { initialDelayMs: 1, ...options });
}

const textOf = (parts: readonly { readonly text: string }[]) => parts.map(({ text }) => text).join("");

describe("withOpikRetry, without any handler", () => {
  test("withOpikRetry answers after failures by invoke, stream, batch and events, alone and in a sequence", async () => {
    const model = retried(await modelsWith(failsFirst(2)));
    const chain = RunnableLambda.from((question: string) => question).pipe(model);

    expect((await model.invoke("a")).text).toBe("small says a");
    expect(textOf(await collected(await model.stream("b")))).toBe("small says b");
    expect(textOf(await model.batch(["c", "d"]))).toBe("small says csmall says d");
    expect((await collected(model.streamEvents("e", { version: "v2" }))).at(-1)?.event).toBe("on_chain_end");
    expect(textOf(await collected(await chain.stream("f")))).toBe("small says f");
    expect((await model.withConfig({ tags: ["mine"] }).invoke("g")).text).toBe("small says g");
  });

  test("withOpikRetry returns LangChain's own RunnableRetry", async () => {
    expect(retried(await modelsWith(answeredBy))).toBeInstanceOf(RunnableRetry);
  });

  test("withOpikRetry works within LangChain's own retry", async () => {
    shortenWaits();
    const server = await modelsWith(failsFirst(3));

    expect((await retried(server, { maxAttempts: 2 }).withRetry({ stopAfterAttempt: 2 }).invoke("a")).text).toBe(
      "small says a",
    );

    expect(server.calls).toHaveLength(4);
  });

  test("withOpikRetry throws the last error when `maxAttempts` is reached", async () => {
    const server = await modelsWith(failsFirst(9));

    await expect(retried(server, { maxAttempts: 2 }).invoke("why?")).rejects.toMatchObject({ status: 503 });

    expect(server.calls).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 422])(
    "a failure with status %i, which would fail again, is not tried again",
    async (status) => {
      const server = await modelsWith(failsFirst(9, { kind: "error", status }));

      await expect(retried(server).invoke("why?")).rejects.toMatchObject({ status });

      expect(server.calls).toHaveLength(1);
    },
  );

  test.each([
    ["408", { kind: "error", status: 408 }],
    ["429", { kind: "error", status: 429 }],
    ["500", { kind: "error", status: 500 }],
    ["a connection that is reset", { kind: "reset" }],
  ] as const)("a call is tried again after %s", async (_name, failure) => {
    const server = await modelsWith(failsFirst(1, failure));

    expect((await retried(server).invoke("why?")).text).toBe("small says why?");
  });

  test("the program's `retryOn` decides what is tried again", async () => {
    const server = await modelsWith(failsFirst(1, { kind: "error", status: 401 }));

    expect((await retried(server, { retryOn: () => true }).invoke("why?")).text).toBe("small says why?");
    await expect(retried(server, { retryOn: () => false }).invoke("how?")).rejects.toMatchObject({ status: 401 });
  });

  test("the default rule applies where the program's throws, and a rejecting listener reaches no program", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => {
      process.off("unhandledRejection", unhandled);
      vi.restoreAllMocks();
    });
    const refuse = () => {
      throw new Error("a broken rule");
    };
    const rules = { retryOn: refuse, onRetry: async () => Promise.resolve().then(refuse) };
    const server = await modelsWith(failsFirst(1));

    expect((await retried(server, rules).invoke("why?")).text).toBe("small says why?");
    const refused = await modelsWith(failsFirst(9, { kind: "error", status: 401 }));
    await expect(retried(refused, rules).invoke("how?")).rejects.toMatchObject({ status: 401 });

    await nextTurn();
    expect(unhandled).not.toHaveBeenCalled();
    expect(warn.mock.calls.flat()).toEqual([expect.stringContaining("retryOn threw")]);
  });

  test.each(HOSTILE_VALUES)("a thrown value such as %s is thrown in the end as it is", async (_, make) => {
    const thrown = make();
    const failing = RunnableLambda.from(() => {
      throw thrown;
    });

    const caught: unknown = await withOpikRetry(failing, { maxAttempts: 2, initialDelayMs: 1 })
      .invoke("a")
      .then(
        () => undefined,
        (error: unknown) => [error],
      );

    expect(Array.isArray(caught) && Object.is(caught[0], thrown)).toBe(true);
  });

  test("a retry waits as long as the server asks for, and its event has that time", async () => {
    shortenWaits();
    const events: RetryEvent[] = [];
    const server = await modelsWith(failsFirst(1, { kind: "error", status: 429, headers: { "retry-after": "2" } }));

    await retried(server, { onRetry: (event) => events.push(event) }).invoke("why?");

    expect(events).toMatchObject([{ number: 1, waitMs: 2_000, error: { status: 429 } }]);
  });

  test("a call fails at once when the server asks for a longer wait than is allowed", async () => {
    const server = await modelsWith(failsFirst(1, { kind: "error", status: 429, headers: { "retry-after": "61" } }));

    await expect(retried(server).invoke("why?")).rejects.toMatchObject({ status: 429 });

    expect(server.calls).toHaveLength(1);
  });

  test("the wait at most doubles with each retry, and never exceeds its limit", async () => {
    const waits: number[] = [];
    const server = await modelsWith(failsFirst(6));

    await retried(server, {
      maxAttempts: 7,
      initialDelayMs: 2,
      maxDelayMs: 6,
      onRetry: ({ waitMs }) => {
        waits.push(waitMs);
        throw new Error("the listener's own");
      },
    }).invoke("why?");

    expect(waits.map((waitMs, index) => waitMs <= Math.min(6, 2 * 2 ** index))).toEqual(Array(6).fill(true));
  });

  test("the wait for a retry ends when the caller stops the call", async () => {
    const stop = new AbortController();
    const server = await modelsWith(failsFirst(9, { kind: "error", status: 429, headers: { "retry-after": "60" } }));
    const model = retried(server, {
      onRetry: () => {
        queueMicrotask(() => {
          stop.abort(new Error("enough"));
        });
      },
    });

    await expect(model.invoke("why?", { signal: stop.signal })).rejects.toThrow("enough");

    expect(server.calls).toHaveLength(1);
  });

  test("only the failed inputs of a batch are tried again", async () => {
    const server = await modelsWith((call) =>
      call.question === "b" && call.index < 2 ? { kind: "error", status: 503 } : answeredBy(call),
    );

    await retried(server).batch(["a", "b"]);

    expect(server.calls.map(({ question }) => question).sort()).toEqual(["a", "b", "b"]);
  });

  test("a stream that dies midway is not tried again, as its first part cannot be taken back", async () => {
    const server = await modelsWith(() => ({ kind: "reset", text: "half an" }));

    await expect(collected(await retried(server).stream("why?"))).rejects.toThrow();

    expect(server.calls).toHaveLength(1);
  });
});
