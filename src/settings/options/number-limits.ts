/** A JavaScript timer with a longer delay fires at once. */
export const MAX_TIMER_MS = 2_147_483_647;

export const MAX_COUNT = Number.MAX_SAFE_INTEGER;
