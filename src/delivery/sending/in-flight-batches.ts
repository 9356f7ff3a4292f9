import type { CancelTimer, Clock } from "../clock.js";
import type { Disk } from "../spool/disk.js";
import type { InFlightBatch } from "./in-flight-batch.js";

/** A parcel that is still here after this long gets a copy on disk: fast servers never see a disk write. */
const SHELTER_AFTER_MS = 100;

/** Every parcel that is not settled: waiting for its turn, being sent, or between two tries. */
export class InFlightBatches {
  readonly #clock: Clock;
  readonly #disk: Disk;
  readonly #timers = new Map<InFlightBatch, CancelTimer>();

  constructor(clock: Clock, disk: Disk) {
    this.#clock = clock;
    this.#disk = disk;
  }

  get all(): InFlightBatch[] {
    return [...this.#timers.keys()];
  }

  add(parcel: InFlightBatch): void {
    const shelter = () => {
      if (this.#disk.isUsable) void parcel.shelter();
    };
    const needsCopy = this.#disk.isUsable && !this.#disk.isDurable;
    const cancel = needsCopy ? this.#clock.after(SHELTER_AFTER_MS, shelter) : () => undefined;
    this.#timers.set(parcel, cancel);
  }

  release(parcel: InFlightBatch): void {
    this.#timers.get(parcel)?.();
    this.#timers.delete(parcel);
  }
}
