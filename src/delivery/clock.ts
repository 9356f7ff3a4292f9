import type { systemClock } from "../host/system-clock.js";

export type { CancelTimer } from "../host/global-time.js";

/** Time, as delivery needs it; tests bring their own. */
export type Clock = Pick<typeof systemClock, "wallTimeMs" | "elapsedMs" | "after">;
