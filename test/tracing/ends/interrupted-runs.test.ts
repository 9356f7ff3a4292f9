import { expect, test } from "vitest";
import { guarded } from "../../../src/handlers/guard.js";
import { type BeforeProcessEnds, OpenRunWatch } from "../../../src/handlers/open-run-watch.js";
import { chainStart, modelStart } from "../../../src/handlers/run-starts.js";
import { ValueSerializer } from "../../../src/handlers/value-serializer.js";
import { resolveSettings } from "../../../src/settings/resolve-settings.js";
import { NO_ATTRIBUTION } from "../../../src/tracing/run/attribution.js";
import type { RunEnd } from "../../../src/tracing/run/run-event.js";
import type { TracedRecord } from "../../../src/tracing/serialize/traced-record.js";
import { TraceRecorder } from "../../../src/tracing/trace-recorder.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";

const UNPRICED = { provider: undefined, estimates: "off" } as const;
const PLAIN = { serialized: undefined, tags: [], metadata: {} };

/** A chain with a model call below it, both open, in a process that is about to end. */
function openRuns() {
  // What sampling decides by is told where there is sampling.
  const settings = { ...resolveSettings({}).settings, sampleRate: 0.5 };
  const serializer = new ValueSerializer(settings);
  const records: TracedRecord[] = [];
  const recorder = new TraceRecorder(
    { ...settings, writer: serializer.writer, attribution: NO_ATTRIBUTION, graphDefinition: () => undefined, guarded },
    { accept: (record) => records.push(record) },
  );
  let endProcess: (endedBy?: string) => void = () => undefined;
  const beforeProcessEnds: BeforeProcessEnds = (hook) => {
    endProcess = hook;
    return () => undefined;
  };
  const watch = new OpenRunWatch(recorder, beforeProcessEnds, () => () => undefined);
  const chain = { ...PLAIN, runId: "chain", parentRunId: undefined, runName: "chain", isRoot: true };
  const model = { ...PLAIN, runId: "model", parentRunId: "chain", runName: "model", isRoot: false };
  recorder.start(chainStart(chain, "Owls?", serializer));
  recorder.start(modelStart(model, [], {}, serializer, UNPRICED));
  watch.wake();
  const written = () => records.map(({ json }): unknown => JSON.parse(json));
  return { recorder, records, serializer, written, endProcess };
}

test("runs that are open when a signal ends the process are written at once as interrupted, children first", () => {
  const { records, written, endProcess } = openRuns();

  endProcess("SIGTERM");

  const error_info = {
    exception_type: "Interrupted",
    message: "The process was ended by SIGTERM while this run was open.",
    traceback: ANY_TEXT,
  };
  expect(written()).toMatchObject([
    { name: "model", end_time: ANY_TEXT, error_info },
    { name: "chain", end_time: ANY_TEXT, error_info, metadata: { summary: { errors: 1 } } },
  ]);
  expect(records[1]?.ended).toMatchObject({ errors: 1 });
});

test("runs that are open when the process runs out of work are written as abandoned, without an error", () => {
  const { written, endProcess } = openRuns();

  endProcess();

  expect(written()).toMatchObject([{ metadata: { abandoned: "closed" } }, { metadata: { abandoned: "closed" } }]);
  for (const record of written()) expect(record).not.toHaveProperty("error_info");
});

test("a run that ends after the program survived its signal replaces its interruption", () => {
  const { recorder, serializer, written, endProcess } = openRuns();
  const fine: RunEnd = { status: "ok", output: serializer.chain("An owl.", "output") };

  endProcess("SIGINT");
  recorder.end({ runId: "model" }, "model", () => fine);
  recorder.end({ runId: "chain" }, "chain", () => fine);

  const [, , model, chain] = written();
  expect(model).toMatchObject({ name: "model", output: { output: "An owl." } });
  expect(chain).toMatchObject({ name: "chain", output: { output: "An owl." }, metadata: { summary: { errors: 0 } } });
  for (const record of [model, chain]) expect(record).not.toHaveProperty("error_info");
});
