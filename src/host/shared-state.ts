/** States of this copy alone. */
const ownStates = new Map<symbol, unknown>();

/**
 * What all copies of this package in a process share, under a key of the global object. A program may have frozen that,
 * as hardened JavaScript does: then each copy has a state of its own.
 */
export function sharedState<State>(
  key: symbol,
  isState: (value: unknown) => value is State,
  create: () => State,
): State {
  for (const known of [Reflect.get(globalThis, key) as unknown, ownStates.get(key)]) if (isState(known)) return known;
  const state = create();
  const isShared = Reflect.defineProperty(globalThis, key, { value: state, configurable: true, writable: true });
  if (!isShared) ownStates.set(key, state);
  return state;
}
