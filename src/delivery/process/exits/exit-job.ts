import type { MessagePort } from "node:worker_threads";
import type { DeliveryFailureReason } from "../../../records/delivery-health.js";
import type { SerializedRecord } from "../../../records/record-sink.js";
import type { DeliverySettings } from "../../delivery-settings.js";
import type { OpikTarget } from "../../destination.js";

/** What the thread that sends at the exit is told of one delivery. It is copied: there is no function in it. */
export interface ExitJob {
  readonly settings: Omit<DeliverySettings, "destination" | "onFirstTrace" | "onProblem">;
  readonly destination: OpikTarget & { readonly kind: "opik" };
  /** Of what waits on disk. */
  readonly fileIds: readonly string[];
  /** Records that are not on disk. */
  readonly records: readonly SerializedRecord[];
}

/** What became of it. */
export interface LastSending {
  /** Of the records on disk, and of those in memory alone. */
  readonly delivered: { readonly fromDisk: number; readonly fromMemory: number };
  readonly failure?: { readonly reason: DeliveryFailureReason; readonly message: string } | undefined;
}

/** What the thread gets. */
export interface ExitWork {
  /** The file that it runs. */
  readonly file: string;
  readonly jobs: readonly ExitJob[];
  /** 1 when it is done, and has posted a `LastSending` for each job. */
  readonly done: Int32Array;
  readonly port: MessagePort;
}

export type ExitResults = readonly LastSending[];
