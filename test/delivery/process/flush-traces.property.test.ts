import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { flushTraces } from "../../../src/delivery/process/flush-traces.js";
import type { SinkHandle } from "../../../src/delivery/sink-handle.js";
import type { FlushResult } from "../../../src/records/record-sink.js";
import { openTestSink, testSettings } from "../../support/delivery/test-delivery-settings.js";
import { spanText } from "../../support/opik-server/record-texts.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { forgetProcess } from "../../support/process/forget-process.js";

const STEPS = ["open", "accept", "accept", "flush", "close", "flush all"] as const;
const anyStep = fc.record({ step: fc.constantFrom(...STEPS), at: fc.nat(4) });

function told({ delivered, spooled, dropped }: FlushResult): number {
  return Object.values(dropped).reduce((sum, records) => sum + records, delivered + spooled);
}

it("flushTraces reports each record once, however handlers are opened, flushed and closed", {
  timeout: 60_000,
}, async () => {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());

  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 30, size: "max" }), async (steps) => {
      forgetProcess();
      const sinks: SinkHandle[] = [];
      let accepted = 0;
      const flushes: Promise<FlushResult>[] = [];
      const closes: Promise<FlushResult>[] = [];
      for (const { step, at } of steps) {
        const sink = sinks[at % (sinks.length || 1)];
        if (step === "open") sinks.push(openTestSink(testSettings(server.url, { workspaceName: `team ${at % 2}` })));
        else if (step === "flush all") flushes.push(flushTraces());
        else if (sink === undefined) continue;
        else if (step === "flush") await sink.flush();
        else if (step === "close") closes.push(sink.close());
        else {
          sink.accept(spanText(at));
          accepted += 1;
        }
      }
      await Promise.all(closes);
      const results = [...(await Promise.all(flushes)), await flushTraces()];
      await Promise.all(sinks.map((sink) => sink.close()));

      expect(results.reduce((sum, result) => sum + told(result), 0)).toBe(accepted);
    }),
    { numRuns: 100 },
  );
});
