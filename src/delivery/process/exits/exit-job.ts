import type { MessagePort } from "node:worker_threads";
import type { DeliveryFailureReason } from "../../../records/delivery-health.js";
import type { SerializedRecord } from "../../../records/record-sink.js";
import type { DeliverySettings } from "../../delivery-settings.js";
import type { Destination, ServerStore } from "../../destination.js";

/** A destination that any thread of the process can reach. An embedded database is open in one place only. */
export type ThreadDestination =
  | Extract<Destination, { kind: "opik" }>
  | (Extract<Destination, { kind: "store" }> & { readonly server: ServerStore });

export function isReachedByThreads(destination: Destination): destination is ThreadDestination {
  return destination.kind === "opik" || destination.server !== undefined;
}

/** What the thread that sends at the exit needs to know of one delivery. It is copied: there is no function in it. */
export interface ExitJob {
  readonly settings: Omit<DeliverySettings, "destination" | "onFirstTrace" | "onProblem" | "sendAtExitMs"> & {
    readonly sendAtExitMs: number;
  };
  readonly destination: ThreadDestination;
  /** Of the records on disk. */
  readonly fileIds: readonly string[];
  /** Records that are not on disk. */
  readonly records: readonly SerializedRecord[];
}

/** The result. */
export interface LastSending {
  /** Of the records on disk, and of those in memory only. */
  readonly delivered: { readonly fromDisk: number; readonly fromMemory: number };
  readonly failure?: { readonly reason: DeliveryFailureReason; readonly message: string } | undefined;
}

/** The input of the thread. */
export interface ExitWork {
  /** The file that it runs. */
  readonly file: string;
  readonly jobs: readonly ExitJob[];
  /** 1 when it is done, and has posted a `LastSending` for each job. */
  readonly done: Int32Array;
  readonly port: MessagePort;
}

export type ExitResults = readonly LastSending[];
