import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Destination } from "../../../src/delivery/destination.js";
import { openOpikExporter } from "../../../src/delivery/http/node-opik-exporter.js";
import { flushTraces, onProcessFlush } from "../../../src/delivery/process/flush-traces.js";
import { openSharedSink } from "../../../src/delivery/shared-delivery.js";
import { testDisk } from "../../support/delivery/test-delivery.js";
import { type TestSettings, testSettings } from "../../support/delivery/test-delivery-settings.js";
import { answer } from "../../support/models/scripted-answer.js";
import { spanText, traceText } from "../../support/opik-server/record-texts.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { forgetProcess } from "../../support/process/forget-process.js";

const NOTHING = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
let server: RecordingOpikServer;

beforeEach(async () => {
  forgetProcess();
  server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
});

function openSink(overrides: Partial<TestSettings> = {}, destination?: Destination) {
  const settings = testSettings(server.url, overrides);
  // A store has an exporter of its own; here the server stands for it.
  const sink = openSharedSink({ ...settings, ...(destination && { destination }) }, () => openOpikExporter(settings));
  onTestFinished(async () => {
    await sink.close({ timeoutMs: 1 });
  });
  return sink;
}

describe("flushTraces", () => {
  it("flushTraces reports zero and sends no request when there is nothing to flush", async () => {
    expect(await flushTraces()).toEqual(NOTHING);
    openSink();
    expect(await flushTraces()).toEqual(NOTHING);
    expect(server.requests).toEqual([]);
  });

  it("flushTraces flushes every delivery of the process, and reports their sum once", async () => {
    openSink().accept(spanText(1));
    openSink({ workspaceName: "other-team" }).accept(spanText(2));
    const refused = openSink({ apiKey: "other-key" });
    server.answerOnly([answer(400), answer(204), answer(204)]);
    refused.accept(spanText(3));

    const { delivered, dropped } = await flushTraces();

    expect({ delivered, dropped }).toEqual({ delivered: 2, dropped: { refused: 1 } });
    expect(await flushTraces()).toEqual(NOTHING);
  });

  it("flushTraces includes what handlers flushed since its last call, and leaves the handlers' counts alone", async () => {
    const sink = openSink();
    sink.accept(spanText(1));
    expect(await sink.flush()).toMatchObject({ delivered: 1 });
    sink.accept(spanText(2));

    expect(await flushTraces()).toMatchObject({ delivered: 2 });
    expect(await sink.flush()).toMatchObject({ delivered: 1 });
  });

  it("flushTraces includes deliveries that were closed meanwhile, and the records that came too late for them", async () => {
    const sink = openSink();
    sink.accept(spanText(1));
    await sink.close();
    sink.accept(spanText(2));

    expect(await flushTraces()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: { closed: 1 } });
    expect(await flushTraces()).toEqual(NOTHING);
  });

  it("flushTraces counts a trace store separately from Opik where records go to both", async () => {
    openSink().accept(spanText(1));
    const store = openSink({}, { kind: "store", place: "/traces" });
    store.accept(spanText(1));
    store.accept(traceText(2));

    expect(await flushTraces()).toEqual({ ...NOTHING, delivered: 1, store: { ...NOTHING, delivered: 2 } });
    expect(await flushTraces()).toEqual({ ...NOTHING, store: NOTHING });
  });

  it("flushTraces returns when its time is over, and reports what still waits", async () => {
    server.answerNext({ kind: "never" });
    const sink = openSink();
    sink.accept(spanText(1));

    expect(await flushTraces({ timeoutMs: 20 })).toEqual({ ...NOTHING, waiting: 1 });
  });

  it("flushTraces without a time limit waits as long as each delivery's own flush", async () => {
    server.answerNext({ kind: "never" });
    openSink({ flushTimeoutMs: 20 }).accept(spanText(1));

    expect(await flushTraces()).toEqual({ ...NOTHING, waiting: 1 });
  });

  it("flushTraces reports what went to disk because the server refused it", async () => {
    server.answerNext(answer(401));
    openSink({ disk: testDisk() }).accept(spanText(1));

    expect(await flushTraces()).toEqual({ ...NOTHING, spooled: 1 });
  });

  it("flushTraces answers concurrent callers, and counts each record for one of them", async () => {
    openSink().accept(spanText(1));

    const results = await Promise.all([flushTraces(), flushTraces()]);

    expect(results.map(({ delivered, waiting }) => [delivered, waiting]).sort()).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(server.spans).toHaveLength(1);
  });

  it("flushTraces flushes the deliveries even if another flush of the process throws", async () => {
    const forget = onProcessFlush(() => {
      throw new Error("broken");
    });
    onTestFinished(forget);
    openSink().accept(spanText(1));

    expect(await flushTraces()).toMatchObject({ delivered: 1 });
  });
});
