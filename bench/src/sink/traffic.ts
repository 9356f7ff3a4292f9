/** What arrived at the sink since its last reset. */
export interface Traffic {
  /** All requests, those that carry no traces included. */
  readonly requests: number;
  /** Bodies as they were on the wire, compressed or not. */
  readonly wireBytes: number;
  /** The same bodies unpacked. */
  readonly plainBytes: number;
  /** Traces whose end arrived, each counted once. */
  readonly endedTraces: number;
}

export const TRAFFIC_NAMES = ["requests", "wireBytes", "plainBytes", "endedTraces"] as const;

export interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  /** Unpacked. */
  readonly body: Buffer;
}
