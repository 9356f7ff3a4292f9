import type { TraceDetail } from "../../page-api/page-data.js";

/** The traces that are compared: differences are shown for the right one. */
export interface TwoTraces {
  readonly left: TraceDetail;
  readonly right: TraceDetail;
}
