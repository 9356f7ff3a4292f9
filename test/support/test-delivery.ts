import { onTestFinished } from "vitest";
import { Delivery } from "../../src/delivery/delivery.js";
import type { DeliveryProblem } from "../../src/delivery/delivery-problem.js";
import type { DeliverySettings } from "../../src/delivery/delivery-settings.js";
import { createNodeHttpTransport } from "../../src/delivery/node-http-transport.js";
import { SinkView } from "../../src/delivery/sink-view.js";
import { ManualClock } from "./manual-clock.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "./recording-opik-server.js";
import type { ScriptedAnswer } from "./scripted-answer.js";
import { testSettings } from "./test-delivery-settings.js";

export interface TestDelivery {
  readonly server: RecordingOpikServer;
  readonly clock: ManualClock;
  readonly delivery: Delivery;
  /** The first handler's view. */
  readonly sink: SinkView;
  readonly problems: DeliveryProblem[];
  readonly openView: () => SinkView;
}

interface TestDeliveryOptions {
  readonly script?: readonly ScriptedAnswer[];
  readonly settings?: Partial<DeliverySettings>;
}

/** Half of every bound, so that the waits between tries are round numbers. */
const MIDDLE = 0.5;

/** A delivery over real HTTP to a recording server, on a clock that the test moves; both end with the test. */
export async function startTestDelivery({
  script = [],
  settings = {},
}: TestDeliveryOptions = {}): Promise<TestDelivery> {
  const server = await startRecordingOpikServer({ script });
  const problems: DeliveryProblem[] = [];
  const complete = testSettings(server.url, { onProblem: (problem) => problems.push(problem), ...settings });
  const clock = new ManualClock();
  const transport = createNodeHttpTransport(complete);
  const delivery = new Delivery({ settings: complete, transport, clock, random: () => MIDDLE });
  onTestFinished(async () => {
    await server.close();
    transport.close();
  });
  const openView = () =>
    new SinkView({
      delivery,
      flushTimeoutMs: complete.flushTimeoutMs,
      release: (timeoutMs) => delivery.drain(timeoutMs),
    });
  return { server, clock, delivery, sink: openView(), problems, openView };
}
