import { describe, expect, it } from "vitest";
import { NO_RECORDS_YET } from "../../../src/records/delivery-health.js";
import { startTestDelivery } from "../../support/delivery/test-delivery.js";
import { answer } from "../../support/models/scripted-answer.js";
import { spanText } from "../../support/opik-server/record-texts.js";
import { textMatching } from "../../support/traces/text-matchers.js";

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe("the health of a delivery", () => {
  it("health() is idle before the first answer and counts what waits in memory", async () => {
    const { sink } = await startTestDelivery();
    const record = spanText(1);
    expect(sink.health()).toEqual({ ...NO_RECORDS_YET, state: "idle" });

    sink.accept(record);

    expect(sink.health().queue).toEqual({ records: 1, bytes: Buffer.byteLength(record.json) });
  });

  it("health() is delivering once the server has accepted a request, and counts from the beginning", async () => {
    const { sink } = await startTestDelivery();
    for (const number of [1, 2]) {
      sink.accept(spanText(number));
      await sink.flush();
    }

    expect(sink.health()).toEqual({
      ...NO_RECORDS_YET,
      state: "delivering",
      lastSuccess: { at: textMatching(ISO_TIME) },
      delivered: 2,
    });
  });

  it("health() is failing after a refusal, with the reason and without the key", async () => {
    const { sink } = await startTestDelivery({
      script: [answer(401, {}, '{"errors":["no such key the-secret-key"]}')],
    });
    sink.accept(spanText(1));
    await sink.flush();

    const health = sink.health();

    expect(health).toMatchObject({ state: "failing", lastFailure: { reason: "refused" }, dropped: { refused: 1 } });
    expect(health.lastFailure?.message).toContain("status 401: no such key ***");
    expect(JSON.stringify(health)).not.toContain("the-secret-key");
  });

  it.each([
    ["network", { kind: "reset_after_body" } as const],
    ["timeout", { kind: "never" } as const],
    ["server_error", answer(503)],
    ["rate_limited", answer(429)],
  ])(
    "health() is failing with the reason %s while a request is retried, and its records wait",
    async (reason, failure) => {
      const settings = reason === "timeout" ? { requestTimeoutMs: 50 } : {};
      const { sink, clock } = await startTestDelivery({ script: [failure], settings });
      sink.accept(spanText(1));
      const flushed = sink.flush();
      await clock.untilAsked(250);

      expect(sink.health()).toMatchObject({ state: "failing", lastFailure: { reason }, queue: { records: 1 } });

      clock.advance(250);
      await flushed;
      expect(sink.health()).toMatchObject({ state: "delivering", lastFailure: { reason }, queue: { records: 0 } });
    },
  );

  it("health() has the cause of the failure that used up the attempts", async () => {
    const { sink } = await startTestDelivery({ script: [answer(500)], settings: { maxAttempts: 1 } });
    sink.accept(spanText(1));
    await sink.flush();

    expect(sink.health()).toMatchObject({
      state: "failing",
      lastFailure: { reason: "server_error" },
      dropped: { unreachable: 1 },
    });
  });

  it("health() is closed for a closed handler, with the records that came too late, and unchanged for others", async () => {
    const { sink, openHandle } = await startTestDelivery();
    const other = openHandle();
    await sink.close();
    sink.accept(spanText(1));
    await sink.flush();

    expect(sink.health()).toMatchObject({ state: "closed", dropped: { closed: 1 } });
    expect(other.health()).toMatchObject({ state: "idle", dropped: {} });
  });
});
