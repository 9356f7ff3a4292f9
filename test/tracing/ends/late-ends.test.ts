import { expect, test } from "vitest";
import { guarded } from "../../../src/handlers/guard.js";
import { chainStart } from "../../../src/handlers/run-starts.js";
import { ValueSerializer } from "../../../src/handlers/value-serializer.js";
import { isoTime, nowMicros } from "../../../src/records/clock.js";
import { resolveSettings } from "../../../src/settings/resolve-settings.js";
import { NO_ATTRIBUTION } from "../../../src/tracing/run/attribution.js";
import type { RunEnd } from "../../../src/tracing/run/run-event.js";
import { TraceRecorder } from "../../../src/tracing/trace-recorder.js";

/** An open run, whose end is reported and needs something that `arrive` brings. */
function waitingRun() {
  const { settings } = resolveSettings({});
  const serializer = new ValueSerializer(settings);
  const records: Record<string, unknown>[] = [];
  const recorder = new TraceRecorder(
    { ...settings, writer: serializer.writer, attribution: NO_ATTRIBUTION, graphDefinition: () => undefined, guarded },
    { accept: ({ json }) => records.push(JSON.parse(json) as Record<string, unknown>) },
  );
  const run = { serialized: undefined, tags: [], metadata: {}, runId: "run", parentRunId: undefined, runName: "owl" };
  recorder.start(chainStart({ ...run, isRoot: true }, "Owls?", serializer));
  let arrive: () => void = () => undefined;
  const needed = new Promise<RunEnd>((resolve) => {
    arrive = () => {
      resolve({ status: "ok", output: serializer.output("Hoot.", "chain") });
    };
  });
  const end = () => recorder.endWhenKnown({ runId: "run" }, "chain", () => needed);
  return { recorder, records, arrive, end };
}

test("a run whose end waits for something to load stays open until then, and is written once", async () => {
  const { recorder, records, arrive, end } = waitingRun();
  const ended = [end(), end()];
  expect([recorder.openRuns, records]).toEqual([1, []]);
  arrive();
  for (const one of ended) await one;
  expect([recorder.openRuns, records.length]).toEqual([0, 1]);
  expect(records[0]).toMatchObject({ output: { output: "Hoot." } });
});

test("a run whose end waited for something to load has the end time at which the end was reported", async () => {
  const { recorder, records, arrive, end } = waitingRun();
  const ended = end();
  const reportedMicros = recorder.touch({ runId: "run" })?.lastEventMicros ?? 0;
  while (nowMicros() <= reportedMicros + 1_000);
  arrive();
  await ended;
  expect(String(records[0]?.end_time) <= isoTime(reportedMicros)).toBe(true);
});

test("an end that was reported before the handler closed replaces the one written at the close", async () => {
  const { recorder, records, arrive, end } = waitingRun();
  const ended = end();
  recorder.abandonAll();
  arrive();
  await ended;
  expect(records.map(({ metadata }) => metadata)).toEqual([
    expect.objectContaining({ abandoned: "closed" }),
    expect.not.objectContaining({ abandoned: "closed" }),
  ]);
});
