import { Runnable, RunnableLambda } from "@langchain/core/runnables";
import { IterableReadableStream } from "@langchain/core/utils/stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { withOpikFallbacks } from "../../src/chains/index.js";
import { type ModelScript, type ModelServer, startModelServer } from "../support/models/model-server.js";
import { chatModel } from "../support/models/scripted-chat.js";
import { collected } from "../support/models/streamed.js";
import { deferred } from "../support/time/deferred.js";
import { HELD_LIMIT_MS, holdTimeLimits } from "../support/time/held-time-limits.js";

/** Hears no signal, and opens its stream when it pleases. */
class DeafRunnable extends Runnable<string, string> {
  override lc_namespace = ["tests"];
  readonly #open: () => Promise<void>;
  readonly #onLeft: () => void;

  constructor(open: () => Promise<void>, onLeft: () => void) {
    super();
    this.#open = open;
    this.#onLeft = onLeft;
  }

  override invoke(question: string): Promise<string> {
    return Promise.reject(new Error(`It only streams, also ${question}`));
  }

  override async stream(question: string): Promise<IterableReadableStream<string>> {
    await this.#open();
    return IterableReadableStream.fromAsyncGenerator(this.#words(question));
  }

  async *#words(question: string): AsyncGenerator<string> {
    try {
      yield "heard ";
      yield await Promise.resolve(question);
    } finally {
      this.#onLeft();
    }
  }
}

async function modelsWith(script: ModelScript): Promise<ModelServer> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  return server;
}

const ASKS: Readonly<Record<string, (model: Runnable<string, { text: string }>) => Promise<string>>> = {
  invoke: async (model) => (await model.invoke("why?")).text,
  stream: async (model) => (await collected(await model.stream("why?"))).map(({ text }) => text).join(""),
};

describe("a candidate's time limit", () => {
  test.each(Object.entries(ASKS))(
    "the time limit at %s moves on from a candidate that is silent for too long",
    async (_name, ask) => {
      const limits = holdTimeLimits();
      const server = await modelsWith((call) => {
        if (call.model === "small") return { kind: "text", text: "fine" };
        limits.runOut();
        return { kind: "silent" };
      });
      const reasons: unknown[] = [];
      const model = withOpikFallbacks(chatModel(server, "large"), [chatModel(server, "small")], {
        attemptTimeoutMs: HELD_LIMIT_MS,
        onFallback: ({ error }) => reasons.push(error),
      });

      expect(await ask(model)).toBe("fine");
      expect(reasons).toMatchObject([
        { name: "AttemptTimeoutError", message: "large gave no answer within 77000 ms." },
      ]);
    },
  );

  test("the time limit does not apply to a stream that has begun", async () => {
    const end = deferred();
    const server = await modelsWith(() => ({ kind: "text", text: "one two", until: end.promise }));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const model = withOpikFallbacks(chatModel(server, "large"), [chatModel(server, "small")], {
      attemptTimeoutMs: 100,
    });

    const stream = await model.stream("why?");
    vi.advanceTimersByTime(1_000);
    end.resolve();

    expect((await collected(stream)).map(({ text }) => text).join("")).toBe("one two");
  });

  test("a stream that opens after the time limit is closed", async () => {
    const limits = holdTimeLimits();
    const [opens, left] = [deferred(), deferred()];
    const open = () => {
      limits.runOut();
      return opens.promise;
    };
    const model = withOpikFallbacks(
      new DeafRunnable(open, left.resolve),
      [RunnableLambda.from((question: string) => question.replace("why?", "fine"))],
      {
        attemptTimeoutMs: HELD_LIMIT_MS,
      },
    );

    expect((await collected(await model.stream("why?"))).join("")).toBe("fine");
    opens.resolve();

    await expect(left.promise).resolves.toBeUndefined();
  });
});
