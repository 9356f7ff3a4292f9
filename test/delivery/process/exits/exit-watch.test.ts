import { expect, it, onTestFinished } from "vitest";
import { onProcessEnd } from "../../../../src/delivery/process/exits/exit-watch.js";
import { keepLast } from "../../../../src/delivery/process/exits/last-delivery.js";
import { processRegistry } from "../../../../src/delivery/process/process-registry.js";
import { testDisk } from "../../../support/delivery/test-delivery.js";
import { openTestSink, testSettings } from "../../../support/delivery/test-delivery-settings.js";
import { spanText } from "../../../support/opik-server/record-texts.js";
import { startRecordingOpikServer } from "../../../support/opik-server/recording-opik-server.js";

const EVENTS = ["beforeExit", "exit", "SIGTERM", "SIGINT", "SIGHUP"];
const listeners = () => EVENTS.map((event) => process.listenerCount(event));

async function openSinks(count: number) {
  const server = await startRecordingOpikServer({ script: [{ kind: "never" }] });
  const settings = { disk: testDisk(), requestTimeoutMs: 600_000, flushTimeoutMs: 0 };
  const sinks = Array.from({ length: count }, (_, index) =>
    openTestSink(testSettings(server.url, { ...settings, workspaceName: `team ${index}` })),
  );
  onTestFinished(async () => {
    await Promise.all(sinks.map((sink) => sink.close({ timeoutMs: 0 })));
    await server.close();
  });
  return { server, sinks };
}

it("the process's end is listened for once, from the first record to the close of the last delivery", async () => {
  const before = listeners();
  const { sinks } = await openSinks(2);
  expect(listeners()).toEqual(before);

  for (const sink of sinks) sink.accept(spanText(1));
  expect(listeners()).toEqual(before.map((count) => count + 1));

  await sinks[0]?.close();
  expect(listeners()).toEqual(before.map((count) => count + 1));
  await sinks[1]?.close();
  expect(listeners()).toEqual(before);
});

it("the process's end is listened for while it would cut off open runs", () => {
  const before = listeners();

  const forget = onProcessEnd(() => undefined);
  expect(listeners()).toEqual(before.map((count) => count + 1));
  forget();

  expect(listeners()).toEqual(before);
});

it("the host keeps as many listeners as Node.js allows before it warns", async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  const granted = process.getMaxListeners();
  const hosts = Array.from({ length: granted - process.listenerCount("SIGHUP") }, () => () => undefined);
  onTestFinished(() => {
    for (const listener of hosts) process.off("SIGHUP", listener);
    process.off("warning", warned);
  });
  process.on("warning", warned);

  const forget = onProcessEnd(() => undefined);
  for (const listener of hosts) process.on("SIGHUP", listener);
  await new Promise(setImmediate);

  expect(warnings).toEqual([]);
  forget();
  expect(process.getMaxListeners()).toBe(granted);
});

it("a delivery that is being closed at the process's end keeps its records", async () => {
  const { server, sinks } = await openSinks(1);
  sinks[0]?.accept(spanText(1));
  const closed = sinks[0]?.close({ timeoutMs: 600_000 });
  await server.waitFor({ requests: 1 });

  keepLast(processRegistry(), "SIGTERM");

  expect(await closed).toMatchObject({ spooled: 1, waiting: 0, dropped: {} });
});
