import { beforeEach, expect, it, onTestFinished } from "vitest";
import { openOpikExporter, openSink } from "../../../src/delivery/open-delivery.edge.js";
import { flushTraces } from "../../../src/delivery/process/flush-traces.js";
import { testSettings } from "../../support/delivery/test-delivery-settings.js";
import { spanText } from "../../support/opik-server/record-texts.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { forgetProcess } from "../../support/process/forget-process.js";

beforeEach(forgetProcess);

async function openSinks(count: number) {
  const server = await startRecordingOpikServer();
  const settings = testSettings(server.url);
  const sinks = Array.from({ length: count }, () => openSink(settings, () => openOpikExporter(settings)));
  onTestFinished(async () => {
    await Promise.all(sinks.map((sink) => sink.close()));
    await server.close();
  });
  return { server, sinks };
}

it("flushTraces on the edge flushes the deliveries of all handlers, which share none", async () => {
  const { server, sinks } = await openSinks(2);
  for (const sink of sinks) sink.accept(spanText(1));

  expect(await flushTraces()).toEqual({ delivered: 2, spooled: 0, waiting: 0, dropped: {} });
  expect(server.requests).toHaveLength(2);
});

it("flushTraces flushes the newest hundred open handlers, and still counts what older ones delivered", async () => {
  const { sinks } = await openSinks(100);
  sinks[0]?.accept(spanText(1));
  await sinks[0]?.flush();
  sinks[1]?.accept(spanText(2));
  const { server, sinks: newer } = await openSinks(99);
  for (const sink of newer) sink.accept(spanText(3));

  expect(await flushTraces()).toEqual({ delivered: 100, spooled: 0, waiting: 0, dropped: {} });
  expect(server.requests).toHaveLength(99);
  expect(await sinks[1]?.flush()).toMatchObject({ delivered: 1 });
});

it("a closed delivery is forgotten, except for the records that it has yet to report", async () => {
  const { sinks } = await openSinks(1);
  sinks[0]?.accept(spanText(1));
  await sinks[0]?.close();
  sinks[0]?.accept(spanText(2));

  expect(await flushTraces()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: { closed: 1 } });
});
