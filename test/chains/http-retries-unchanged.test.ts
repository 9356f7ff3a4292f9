import { ChatOpenAI } from "@langchain/openai";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { traceHttpRetries } from "../../src/chains/index.js";
import { type ModelReply, type ModelServer, startModelServer } from "../support/models/model-server.js";
import { chatModel } from "../support/models/scripted-chat.js";
import { answeredBy, failsFirst } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { shortenWaits } from "../support/time/short-waits.js";

beforeEach(shortenWaits);

async function failingServer(failure: ModelReply, times: number): Promise<ModelServer> {
  const server = await startModelServer(failsFirst(times, failure));
  onTestFinished(() => server.close());
  return server;
}

const plain = (server: ModelServer) => chatModel(server, "small", { maxRetries: 2 });
const traced = (server: ModelServer) => traceHttpRetries(plain(server));

/** How a call ended, and what the server saw of it. */
async function outcomeOf(server: ModelServer, model: ChatOpenAI): Promise<unknown> {
  const before = server.calls.length;
  const result: unknown = await model.invoke("why?").then(
    ({ text }) => text,
    (error: unknown) => (error instanceof Error ? { class: error.constructor, message: error.message } : error),
  );
  return { result, requests: server.calls.length - before };
}

const FAILURES: readonly (readonly [string, ModelReply, number])[] = [
  ["an answer at once", { kind: "error", status: 503 }, 0],
  ["an answer after two failures", { kind: "error", status: 500 }, 2],
  ["failures without end", { kind: "error", status: 503 }, 99],
  ["a wrong key", { kind: "error", status: 401 }, 99],
  ["a rate limit without a hint", { kind: "error", status: 429 }, 99],
  ["a rate limit with a hint", { kind: "error", status: 429, headers: { "retry-after": "1" } }, 1],
  ["connections that are reset", { kind: "reset" }, 99],
];

describe("a model whose HTTP retries are traced", () => {
  test.each(FAILURES)(
    "a model with traced HTTP retries makes the same requests and ends the same way: %s",
    async (_name, failure, times) => {
      const [one, other] = [await failingServer(failure, times), await failingServer(failure, times)];

      const expected = await outcomeOf(one, plain(one));
      const outcome = await outcomeOf(other, traced(other));

      expect(outcome).toEqual(expected);
    },
  );

  test("a model with traced HTTP retries is the same object, of the same class, with the same keys", async () => {
    const server = await failingServer({ kind: "reset" }, 0);
    const model = plain(server);
    const json = JSON.stringify(model.toJSON());
    const keys = Object.keys(model);

    expect(traceHttpRetries(model)).toBe(model);

    expect(model).toBeInstanceOf(ChatOpenAI);
    expect(JSON.stringify(model.toJSON())).toBe(json);
    expect(Object.keys(model)).toEqual(keys);
    expect(model.withConfig({ tags: ["mine"] })).toBeInstanceOf(ChatOpenAI);
  });

  test("traceHttpRetries may be called twice on one model", async () => {
    const server = await failingServer({ kind: "error", status: 503 }, 1);

    expect((await traceHttpRetries(traced(server)).invoke("why?")).text).toBe("small says why?");

    expect(server.calls).toHaveLength(2);
  });

  test("a stream of a model with traced HTTP retries ends as before when it is left or stopped", async () => {
    const server = await startModelServer(answeredBy);
    onTestFinished(() => server.close());
    const stop = new AbortController();

    for await (const part of await traced(server).stream("how?")) if (part.text !== "") break;
    const stream = await traced(server).stream("why?", { signal: stop.signal });
    stop.abort(new Error("enough"));

    await expect(collected(stream)).rejects.toThrow("enough");
  });
});
