import { beforeEach, describe, expect, test } from "vitest";
import { traceHttpRetries } from "../../src/chains/index.js";
import type { ModelReply } from "../support/models/model-server.js";
import { failsFirst } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { requestsOf } from "../support/opik-server/http-requests.js";
import { HELD_LIMIT_MS, holdTimeLimits } from "../support/time/held-time-limits.js";
import { shortenWaits } from "../support/time/short-waits.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

beforeEach(shortenWaits);

type Model = ReturnType<TracedWorld["chatModel"]>;

const CALLS: Readonly<Record<string, (model: Model, world: TracedWorld) => Promise<unknown>>> = {
  invoke: (model, { handler }) => model.invoke("why?", { callbacks: [handler] }),
  stream: async (model, { handler }) => collected(await model.stream("why?", { callbacks: [handler] })),
  batch: (model, { handler }) => model.batch(["why?"], { callbacks: [handler] }),
};

/** What LangChain's client does after each: it tries again, or, where there is nothing to tell, it does not. */
const FAILURES: readonly (readonly [string, ModelReply, string])[] = [
  ["429 without headers", { kind: "error", status: 429 }, ""],
  ["429 with headers", { kind: "error", status: 429, headers: { "retry-after": "1" } }, "429 429 ok"],
  ["500", { kind: "error", status: 500 }, "500 500 ok"],
  ["401", { kind: "error", status: 401 }, ""],
  ["a time limit", { kind: "silent" }, "TimeoutError TimeoutError ok"],
  ["a connection that is reset", { kind: "reset" }, "APIConnectionError APIConnectionError ok"],
];

describe("the reason of each failed HTTP request", () => {
  const cells = FAILURES.flatMap(([what, reply, requests]) =>
    Object.entries(CALLS).map(([way, call]) => ({ what, reply, requests, way, call })),
  );

  test.each(cells)(
    "each failed HTTP request is recorded with its reason after $what, by $way",
    async ({ reply, requests, call }) => {
      const limits = holdTimeLimits();
      const fail = () => {
        if (reply.kind === "silent") limits.runOut();
        return reply;
      };
      const world = await traceWorld(failsFirst(2, fail));

      await call(traceHttpRetries(world.chatModel({ maxRetries: 3, timeout: HELD_LIMIT_MS })), world).catch(
        () => undefined,
      );

      const { trace, spans } = await world.onlyTrace();
      expect(spans.map(requestsOf)).toEqual([requests]);
      expect(trace.metadata?.summary).toMatchObject({
        retries: requests === "" ? 0 : 2,
        errors: requests === "" ? 1 : 0,
      });
      expect(world.models.calls).toHaveLength(requests === "" ? 1 : 3);
    },
  );

  test("each failed HTTP request is recorded with its reason, even if the call fails in the end", async () => {
    const world = await traceWorld(() => ({ kind: "reset" }));
    const model = traceHttpRetries(world.chatModel({ maxRetries: 1 }));

    await expect(model.invoke("why?", { callbacks: [world.handler] })).rejects.toThrow();

    const { spans, trace } = await world.onlyTrace();
    expect(spans.map(requestsOf)).toEqual(["APIConnectionError APIConnectionError"]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 1, errors: 1 });
  });

  test("a stream that dies midway counts as one HTTP request, because the client has done its work by then", async () => {
    const world = await traceWorld(() => ({ kind: "reset", text: "half an" }));

    await expect(CALLS.stream?.(traceHttpRetries(world.chatModel({ maxRetries: 3 })), world)).rejects.toThrow();

    expect((await world.onlyTrace()).spans.map(requestsOf)).toEqual([""]);
    expect(world.models.calls).toHaveLength(1);
  });
});
