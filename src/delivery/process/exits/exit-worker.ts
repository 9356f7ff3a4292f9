import { workerData } from "node:worker_threads";
import { rememberAddress } from "../../../logging/known-secrets.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { withinTime } from "../../../runtime/within-time.js";
import type { BatchExporter } from "../../batch-exporter.js";
import { Delivery } from "../../delivery.js";
import type { DeliverySettings } from "../../delivery-settings.js";
import { openOpikExporter } from "../../http/node-opik-exporter.js";
import { openStore } from "../../sinks/open-store.js";
import { createStoreExporter } from "../../sinks/store-exporter.js";
import { openNodeSpool } from "../../spool/node-spool.js";
import { MAX_ATTEMPTS_AT_END } from "../process-end.js";
import type { ExitJob, ExitResults, ExitWork, LastSending, ThreadDestination } from "./exit-job.js";

// A thread of a process whose event loop has stopped. To the spool it is the same process.
if (!isExitWork(workerData)) throw new Error("exit-worker.cjs must only be started by this package.");
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
  const untilMs = systemClock.elapsedMs() + settings.sendAtExitMs;
  const leftMs = () => Math.max(0, untilMs - systemClock.elapsedMs());
  // A thread does not know the secrets of another.
  rememberAddress(destination.kind === "opik" ? destination.apiUrl : destination.server.location);
  // A server that fails twice is not waited for.
  const haste = { maxAttempts: MAX_ATTEMPTS_AT_END, breakerFailures: MAX_ATTEMPTS_AT_END };
  const hasty: DeliverySettings = { ...settings, ...haste, destination };
  const exporter = openExporter(hasty, destination);
  const delivery = new Delivery({
    settings: hasty,
    exporter,
    clock: systemClock,
    random: Math.random,
    openSpool: (onDrop) => openNodeSpool(hasty, onDrop, systemClock),
  });
  for (const record of records) delivery.accept(record);
  await delivery.drain(leftMs());
  await delivery.replay({ only: new Set(fileIds), timeoutMs: leftMs() });
  // What is still being sent goes back to where the next program finds it.
  delivery.processEnd.keep();
  // Tells a database server that the connection did not fail.
  await withinTime(Promise.resolve(exporter.close()), leftMs()).catch(() => undefined);
  const { delivered, replayed, state, lastFailure } = delivery.health();
  return {
    delivered: { fromDisk: replayed, fromMemory: delivered },
    failure: state === "failing" ? lastFailure : undefined,
  };
}

function openExporter(settings: DeliverySettings, destination: ThreadDestination): BatchExporter {
  if (destination.kind === "opik") return openOpikExporter({ ...settings, ...destination });
  const { location, tables } = destination.server;
  return createStoreExporter({
    open: () => openStore(location, tables),
    release: (store) => store.close(),
    timeoutMs: settings.requestTimeoutMs,
  });
}

function isExitWork(data: unknown): data is ExitWork {
  return typeof data === "object" && data !== null && "jobs" in data && "done" in data && "port" in data;
}
