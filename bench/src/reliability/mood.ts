/** How the server treats requests: takes them, drops connections, takes them after 30 s, or never answers. */
export const MOODS = ["takes", "down", "slow", "silent"] as const;
export type Mood = (typeof MOODS)[number];

export function isMood(value: unknown): value is Mood {
  return MOODS.some((mood) => mood === value);
}
