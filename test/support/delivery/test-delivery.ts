import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Delivery } from "../../../src/delivery/delivery.js";
import type { DeliveryParts } from "../../../src/delivery/delivery-engine.js";
import type { SpoolSettings } from "../../../src/delivery/delivery-settings.js";
import { createNodeHttpTransport } from "../../../src/delivery/http/node-http-transport.js";
import { createOpikExporter } from "../../../src/delivery/http/opik-exporter.js";
import { SinkHandle } from "../../../src/delivery/sink-handle.js";
import { openNodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { type DeadLetterHead, readDeadLetters } from "../../../src/delivery/spool/read-dead-letters.js";
import { spoolTarget, targetFolderName } from "../../../src/delivery/spool/spool-target.js";
import type { DeliveryProblem } from "../../../src/delivery/stats/delivery-problem.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import {
  type RecordingOpikServer,
  type RecordingOpikServerOptions,
  startRecordingOpikServer,
} from "../opik-server/recording-opik-server.js";
import { ManualClock } from "../time/manual-clock.js";
import { type TestSettings, testSettings } from "./test-delivery-settings.js";

export interface TestDelivery {
  readonly server: RecordingOpikServer;
  readonly clock: ManualClock;
  readonly delivery: Delivery;
  /** The first handler's handle. */
  readonly sink: SinkHandle;
  readonly problems: DeliveryProblem[];
  readonly settings: TestSettings;
  readonly openHandle: () => SinkHandle;
  /** What lies on disk because no server will take it. */
  readonly deadLetters: () => readonly DeadLetterHead[];
  /** Another delivery of the same settings but for these, as another process would have it. */
  readonly openDelivery: (overrides?: Partial<TestSettings>) => Delivery;
}

interface TestDeliveryOptions extends RecordingOpikServerOptions {
  readonly settings?: Partial<TestSettings>;
}

/** Half of every bound, so that the waits between tries are round numbers. */
const MIDDLE = 0.5;

/** A delivery over real HTTP to a recording server, on a clock that the test moves; both end with the test. */
export async function startTestDelivery({
  script = [],
  settings = {},
  ...serverOptions
}: TestDeliveryOptions = {}): Promise<TestDelivery> {
  const server = await startRecordingOpikServer({ script, ...serverOptions });
  const problems: DeliveryProblem[] = [];
  const complete = testSettings(server.url, { onProblem: (problem) => problems.push(problem), ...settings });
  const clock = new ManualClock();
  const openDelivery: TestDelivery["openDelivery"] = (overrides = {}) => {
    const own = testSettings(server.url, { ...complete, ...overrides });
    const exporter = createOpikExporter(createNodeHttpTransport(own), clock);
    onTestFinished(() => exporter.close());
    const openSpool: DeliveryParts["openSpool"] = (onDrop) => openNodeSpool(own, onDrop, clock);
    return new Delivery({ settings: own, exporter, clock, random: () => MIDDLE, openSpool });
  };
  onTestFinished(() => server.close());
  const delivery = openDelivery();
  const openHandle = () =>
    new SinkHandle({
      delivery,
      flushTimeoutMs: complete.flushTimeoutMs,
      release: (timeoutMs) => delivery.drain(timeoutMs),
    });
  return {
    server,
    clock,
    delivery,
    sink: openHandle(),
    problems,
    settings: complete,
    openHandle,
    openDelivery,
    deadLetters: () => readLetters(complete),
  };
}

/** A spool in a folder of its own, which goes away with the test. */
export function testDisk(): SpoolSettings {
  const dir = mkdtempSync(join(tmpdir(), "langchain-opik-delivery-"));
  // A delivery that was closed in no time may still be writing what it had: what appears during the removal goes, too.
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return { dir, maxBytes: 256_000_000, maxAgeMs: 604_800_000, durable: false };
}

function readLetters(settings: TestSettings): readonly DeadLetterHead[] {
  const node = nodeModules();
  const { disk } = settings;
  if (disk?.dir === undefined || node === undefined) throw new Error("The test has no disk.");
  return readDeadLetters(join(disk.dir, targetFolderName(spoolTarget(settings.destination, node), node)), node);
}
