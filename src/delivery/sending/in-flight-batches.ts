import type { CancelTimer, Clock } from "../clock.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { InFlightBatch } from "./in-flight-batch.js";

/** A batch that is still here after this long gets a copy on disk: fast servers never see a disk write. */
const PERSIST_AFTER_MS = 100;

/** Every batch that is not settled: waiting for its turn, being sent, or between two tries. */
export class InFlightBatches {
  readonly #clock: Clock;
  readonly #spool: SpoolGuard;
  readonly #timers = new Map<InFlightBatch, CancelTimer>();

  constructor(clock: Clock, spool: SpoolGuard) {
    this.#clock = clock;
    this.#spool = spool;
  }

  get all(): InFlightBatch[] {
    return [...this.#timers.keys()];
  }

  add(inFlight: InFlightBatch): void {
    const persist = () => {
      if (this.#spool.isUsable) void inFlight.persist();
    };
    const needsCopy = this.#spool.isUsable && !this.#spool.isDurable;
    const cancel = needsCopy ? this.#clock.after(PERSIST_AFTER_MS, persist) : () => undefined;
    this.#timers.set(inFlight, cancel);
  }

  release(inFlight: InFlightBatch): void {
    this.#timers.get(inFlight)?.();
    this.#timers.delete(inFlight);
  }
}
