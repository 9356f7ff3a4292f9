import { describe, expect, it } from "vitest";
import { startTestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { answer, heldAnswer } from "../../support/models/scripted-answer.js";
import { spanText, traceText } from "../../support/opik-server/record-texts.js";
import type { RecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

/** What was asked of the server, in order. */
const kinds = ({ requests }: RecordingOpikServer) =>
  requests.map(({ path }) => (path === "/v1/private/traces/batch" ? "traces" : "spans"));

describe("the order of a trace and its spans", () => {
  it("a trace is sent when the spans before it are accepted, and delays nothing else", async () => {
    const held = heldAnswer();
    const { server, sink } = await startTestDelivery({ script: [held.answer], settings: { maxBatchRecords: 1 } });
    sink.accept(spanText(1));
    sink.accept(traceText(2));
    sink.accept(spanText(3));
    const flushed = sink.flush();
    await server.waitFor({ spans: 1, requests: 2 });
    expect(kinds(server)).toEqual(["spans", "spans"]);

    held.release();

    expect(await flushed).toEqual({ delivered: 3, spooled: 0, waiting: 0, dropped: {} });
    expect(kinds(server)).toEqual(["spans", "spans", "traces"]);
  });

  it("a trace does not wait for spans that come after it", async () => {
    const held = heldAnswer();
    const { server, sink } = await startTestDelivery({ script: [held.answer] });
    sink.accept(traceText(1));
    sink.accept(spanText(2));
    const flushed = sink.flush();
    await server.waitFor({ requests: 2 });
    expect(kinds(server).sort()).toEqual(["spans", "traces"]);

    held.release();
    expect(await flushed).toMatchObject({ delivered: 2 });
  });

  it("a trace is sent when its spans have been refused or put on disk, too", async () => {
    const { server, sink } = await startTestDelivery({
      script: [answer(503)],
      settings: { maxAttempts: 1, breakerFailures: 2, disk: testDisk() },
    });
    sink.accept(spanText(1));
    sink.accept(traceText(2));

    expect(await sink.flush()).toEqual({ delivered: 1, spooled: 1, waiting: 0, dropped: {} });
    expect(server.traces).toHaveLength(1);
  });

  it("a trace is put on disk with its spans when the process ends before those are answered", async () => {
    const { clock, sink, delivery, server, settings, openDelivery } = await startTestDelivery({
      script: [{ kind: "never" }],
      settings: { disk: testDisk() },
    });
    sink.accept(spanText(1));
    sink.accept(traceText(2));
    const flushed = sink.flush({ timeoutMs: 1_000 });
    await server.waitFor({ requests: 1 });
    clock.advance(1_000);
    expect(await flushed).toMatchObject({ waiting: 2 });

    delivery.processEnd.keep();

    await openDelivery(settings).replay();
    expect([server.spans.length, server.traces.length]).toEqual([1, 1]);
  });
});
