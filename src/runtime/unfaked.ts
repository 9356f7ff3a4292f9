/** The part of `performance` that is used. */
export interface PerformanceClock {
  now(): number;
}

/** The functions that fake timers replace, on the global object or in a module of Node's. */
export interface TimeFunctions {
  readonly setTimeout: (work: () => void, delayMs: number) => unknown;
  readonly clearTimeout: (timer: never) => void;
  readonly Date?: DateConstructor;
  readonly performance?: PerformanceClock;
}

/**
 * One of these functions as the runtime made it. The fake timers of sinon, which Jest and Vitest use too, may have been
 * switched on before this package was loaded; they keep each original under its name with an underscore.
 */
export function unfaked<Name extends keyof TimeFunctions>(place: TimeFunctions, name: Name): TimeFunctions[Name] {
  const present = place[name];
  const clock: unknown = Reflect.get(place.setTimeout, "clock") ?? Reflect.get(Object(place.Date), "clock");
  const kept: unknown = Reflect.get(Object(clock), `_${name}`);
  return isLike(kept, present) ? kept : present;
}

function isLike<Present>(value: unknown, present: Present): value is Present {
  return typeof value === typeof present && value !== null && value !== undefined;
}
