import type { systemClock } from "../runtime/system-clock.js";

export type { CancelTimer } from "../runtime/global-time.js";

/** The clock that delivery needs; tests have their own. */
export type Clock = Pick<typeof systemClock, "wallTimeMs" | "elapsedMs" | "after">;
