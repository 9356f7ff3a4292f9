/** The states of this copy only. */
const ownStates = new Map<symbol, unknown>();

/**
 * What all copies of this package in a process share, under a key of the global object. A program may have frozen that
 * object, as hardened JavaScript does: then each copy has a state of its own.
 */
export function sharedState<State>(
  key: symbol,
  isState: (value: unknown) => value is State,
  create: () => State,
): State {
  const known = knownState(key, isState);
  if (known !== undefined) return known;
  const state = create();
  const isShared = Reflect.defineProperty(globalThis, key, { value: state, configurable: true, writable: true });
  if (!isShared) ownStates.set(key, state);
  return state;
}

/** The same state; undefined if no copy has created it. */
export function knownState<State>(key: symbol, isState: (value: unknown) => value is State): State | undefined {
  return [sharedUnder(key, isState), ownStates.get(key)].find(isState);
}

/** Notes on objects of the host, which all copies share and which live as long as the objects. Created at first use. */
export function sharedNotes<Note>(key: symbol): () => WeakMap<object, Note> {
  let known: WeakMap<object, Note> | undefined;
  const isNotes = (value: unknown): value is WeakMap<object, Note> => value instanceof WeakMap;
  return () => {
    known ??= sharedState(key, isNotes, () => new WeakMap<object, Note>());
    return known;
  };
}

/** Anything a program has put there that can't be read counts as missing. */
function sharedUnder<State>(key: symbol, isState: (value: unknown) => value is State): State | undefined {
  try {
    const shared: unknown = Reflect.get(globalThis, key);
    return isState(shared) ? shared : undefined;
  } catch {
    return undefined;
  }
}
