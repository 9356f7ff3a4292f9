import type { systemClock } from "../runtime/system-clock.js";

export type { CancelTimer } from "../runtime/global-time.js";

/** Time, as delivery needs it; tests bring their own. */
export type Clock = Pick<typeof systemClock, "wallTimeMs" | "elapsedMs" | "after">;
