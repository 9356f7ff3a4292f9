export interface WallClock {
  /** Time of day in milliseconds. */
  wallTimeMs(): number;
}
