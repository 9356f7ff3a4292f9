import { beforeEach, describe, expect, test } from "vitest";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import type { ModelReply } from "../../support/models/model-server.js";
import { holdTimeLimits } from "../../support/time/held-time-limits.js";
import { shortenWaits } from "../../support/time/short-waits.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { ANY_NUMBER } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";
import { CELLS, failsTwice, triedThrice } from "./mechanism-cells.js";
import type { Mechanism } from "./mechanisms.js";

interface Failure {
  readonly what: string;
  readonly reply: ModelReply;
  readonly reason: { readonly type: string; readonly status?: number };
}

const FAILURES: readonly Failure[] = [
  {
    what: "429 without headers",
    reply: { kind: "error", status: 429 },
    reason: { type: "RateLimitCapacityError", status: 429 },
  },
  {
    what: "429 with headers",
    reply: { kind: "error", status: 429, headers: { "retry-after": "1" } },
    reason: { type: "RateLimitError", status: 429 },
  },
  { what: "500", reply: { kind: "error", status: 500 }, reason: { type: "InternalServerError", status: 500 } },
  { what: "401", reply: { kind: "error", status: 401 }, reason: { type: "AuthenticationError", status: 401 } },
  { what: "a time limit", reply: { kind: "silent" }, reason: { type: "TimeoutError" } },
  { what: "a connection that is reset", reply: { kind: "reset" }, reason: { type: "APIConnectionError" } },
];

/** Only where the model itself is streamed; elsewhere it is a connection that is reset. */
const DEAD_STREAM: Failure = {
  what: "a stream that dies midway",
  reply: { kind: "reset", text: "half an" },
  reason: { type: "TypeError" },
};

function isTriedAgain({ triesStreams, triesWrongKeys }: Mechanism, way: string, failure: Failure): boolean {
  if (way === "stream" && triesStreams === "none") return false;
  if (failure === DEAD_STREAM && triesStreams !== "all") return false;
  return failure.reason.status !== 401 || triesWrongKeys;
}

beforeEach(shortenWaits);

describe("every kind of failure and what is tried again after it", () => {
  test.each(CELLS)(
    "$name, called by $way, records what each failure led to",
    async ({ name, way, mechanism, call }) => {
      const limits = holdTimeLimits();
      const streamsModels = way === "stream" && name !== "plain code";
      for (const failure of streamsModels ? [...FAILURES, DEAD_STREAM] : FAILURES) {
        const { what, reply, reason } = failure;
        const fail = () => {
          if (reply.kind === "silent") limits.runOut();
          return reply;
        };
        const world = await traceWorld(failsTwice(mechanism, fail));

        await call(["why?"], world).catch(() => undefined);

        const { spans } = await world.onlyTrace();
        const isTried = isTriedAgain(mechanism, way, failure);
        const lines = isTried ? triedThrice(mechanism, String(reason.status ?? reason.type)) : [];
        expect({ what, lines: attemptLines(spans) }).toEqual({ what, lines });
        const asked = world.models.calls.filter(({ model }) => model !== "agent");
        expect({ what, asked: asked.length }).toEqual({ what, asked: isTried ? 3 : 1 });
        const last = spans.map(({ metadata }) => asJsonObject(metadata?.attempt)).find(({ number }) => number === 3);
        if (isTried) expect({ what, last }).toMatchObject({ what, last: { reason, wait_ms: ANY_NUMBER } });
        const failed = spans.filter(({ type, error_info: error }) => type === "llm" && error !== undefined);
        expect(failed.map(({ error_info: error }) => error?.exception_type)).toEqual(
          Array(isTried ? 2 : 1).fill(reason.type),
        );
      }
    },
  );
});
