import { expect, onTestFinished, test, vi } from "vitest";
import { guarded } from "../../../src/handlers/guard.js";
import { modelStart } from "../../../src/handlers/run-starts.js";
import { ValueSerializer } from "../../../src/handlers/value-serializer.js";
import { systemClock } from "../../../src/runtime/system-clock.js";
import { resolveSettings } from "../../../src/settings/resolve-settings.js";
import { NO_ATTRIBUTION } from "../../../src/tracing/run/attribution.js";
import { TraceRecorder } from "../../../src/tracing/trace-recorder.js";
import { ManualClock } from "../../support/time/manual-clock.js";

const UNPRICED = { provider: undefined, estimates: "off" } as const;

test("a fault in writing an aborted run reaches neither the host's timer nor the other runs", () => {
  const clock = new ManualClock();
  vi.spyOn(systemClock, "after").mockImplementation((delayMs, callback) => clock.after(delayMs, callback));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const { settings } = resolveSettings({});
  const serializer = new ValueSerializer(settings);
  const written: string[] = [];
  const accept = ({ json }: { readonly json: string }) => {
    if (json.includes('"unlucky"')) throw new Error("a broken sink");
    written.push(json);
  };
  const recorder = new TraceRecorder(
    { ...settings, writer: serializer.writer, attribution: NO_ATTRIBUTION, graphDefinition: () => undefined, guarded },
    { accept },
  );
  const stop = new AbortController();
  for (const runName of ["unlucky", "lucky"]) {
    const run = { serialized: undefined, tags: [], metadata: {}, runId: runName, parentRunId: undefined, runName };
    recorder.start(
      modelStart({ ...run, isRoot: true }, [], { options: { signal: stop.signal } }, serializer, UNPRICED),
    );
  }
  stop.abort();

  expect(() => {
    clock.advance(1_000);
  }).not.toThrow();

  expect(written.filter((json) => json.includes('"lucky"'))).toHaveLength(2);
  expect(warn.mock.calls).toEqual([[expect.stringContaining("a stopped run could not be recorded (a broken sink)")]]);
});
