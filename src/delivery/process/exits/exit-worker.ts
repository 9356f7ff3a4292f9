import { workerData } from "node:worker_threads";
import { rememberAddress } from "../../../logging/known-secrets.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { Delivery } from "../../delivery.js";
import type { DeliverySettings } from "../../delivery-settings.js";
import { openOpikExporter } from "../../http/node-opik-exporter.js";
import { openNodeSpool } from "../../spool/node-spool.js";
import { MAX_ATTEMPTS_AT_END } from "../process-end.js";
import type { ExitJob, ExitResults, ExitWork, LastSending } from "./exit-job.js";

// A thread of a process whose event loop has stopped. It is the same process to the spool.
if (!isExitWork(workerData)) throw new Error("exit-worker.cjs is started by this package alone.");
const { jobs, done, port } = workerData;

void Promise.all(jobs.map(send))
  .then((results: ExitResults) => {
    port.postMessage(results);
  })
  .finally(() => {
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });

async function send({ settings, destination, fileIds, records }: ExitJob): Promise<LastSending> {
  const untilMs = systemClock.elapsedMs() + settings.exitTimeoutMs;
  const leftMs = () => Math.max(0, untilMs - systemClock.elapsedMs());
  // No thread knows the secrets of another.
  rememberAddress(destination.apiUrl);
  // A server that fails twice is not waited for.
  const haste = { maxAttempts: MAX_ATTEMPTS_AT_END, breakerFailures: MAX_ATTEMPTS_AT_END };
  const hasty: DeliverySettings = { ...settings, ...haste, destination };
  const delivery = new Delivery({
    settings: hasty,
    exporter: openOpikExporter({ ...hasty, ...destination }),
    clock: systemClock,
    random: Math.random,
    openSpool: (onDrop) => openNodeSpool(hasty, onDrop, systemClock),
  });
  for (const record of records) delivery.accept(record);
  await delivery.drain(leftMs());
  await delivery.replay({ only: new Set(fileIds), timeoutMs: leftMs() });
  // What is still being sent goes back to where the next program finds it.
  delivery.processEnd.keep();
  const { delivered, replayed, state, lastFailure } = delivery.health();
  return {
    delivered: { fromDisk: replayed, fromMemory: delivered },
    failure: state === "failing" ? lastFailure : undefined,
  };
}

function isExitWork(data: unknown): data is ExitWork {
  return typeof data === "object" && data !== null && "jobs" in data && "done" in data && "port" in data;
}
