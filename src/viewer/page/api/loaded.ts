import { useEffect, useState } from "preact/hooks";
import { Problem } from "./client.js";

/** A value that is loaded from the server. While it is loaded again, the previous one stays. */
export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly problem: Problem }
  | { readonly state: "ready"; readonly value: Value };

const LOADING = { state: "loading" } as const;

/**
 * The result of `load` for `key`, loaded again when the key or the revision changes. With another key the previous
 * result is gone at once; with another revision it stays until the new one is there.
 */
export function useLoaded<Value>(
  key: string,
  revision: number,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [held, hold] = useState<{ readonly key: string; readonly loaded: Loaded<Value> }>({ key, loaded: LOADING });
  useEffect(() => {
    const aborter = new AbortController();
    const { signal } = aborter;
    load(signal).then(
      (value) => {
        if (!signal.aborted) hold({ key, loaded: { state: "ready", value } });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        hold((before) => (before.key === key && isOld(before.loaded, error) ? before : { key, loaded: failed(error) }));
      },
    );
    return () => {
      aborter.abort();
    };
  }, [key, revision]);
  return held.key === key ? held.loaded : LOADING;
}

// Nothing disappears from the screen while the server is gone.
function isOld(loaded: Loaded<unknown>, error: unknown): boolean {
  return loaded.state === "ready" && error instanceof Problem && error.kind === "gone";
}

function failed(error: unknown): { readonly state: "failed"; readonly problem: Problem } {
  return { state: "failed", problem: asProblem(error) };
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem("refused", error instanceof Error ? error.message : "Unknown.");
}
