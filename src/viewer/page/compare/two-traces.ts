import type { TraceDetail } from "../../page-api/page-data.js";

/** The traces that are compared: what differs is told of the right one. */
export interface TwoTraces {
  readonly left: TraceDetail;
  readonly right: TraceDetail;
}
