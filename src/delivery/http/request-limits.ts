import { systemClock } from "../../runtime/system-clock.js";

/** A request that ended without an answer. */
export interface RequestFailure {
  readonly kind: "failed";
  readonly cause: "network" | "timeout";
  readonly message: string;
}

export const ABORTED: RequestFailure = { kind: "failed", cause: "network", message: "the request was cut off" };

/** A slower upload counts as not answered. */
const SLOWEST_BYTES_PER_MS = 100;

/** How much longer than others a request may take that sends this many bytes. */
export function uploadTimeMs(bytes: number): number {
  return Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}

interface RequestLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Called once, when the caller aborts the request or the time is over. */
  readonly onEnd: (failure: RequestFailure) => void;
}

/** Watches the limits of a request until they are lifted. */
export function watchLimits({ signal, timeoutMs, onEnd }: RequestLimits) {
  const end = (failure: RequestFailure) => {
    lift();
    onEnd(failure);
  };
  const onAbort = () => {
    end(ABORTED);
  };
  const liftTimeLimit = systemClock.after(timeoutMs, () => {
    end({ kind: "failed", cause: "timeout", message: `no answer within ${timeoutMs} ms` });
  });
  const lift = () => {
    liftTimeLimit();
    signal.removeEventListener("abort", onAbort);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return { lift, liftTimeLimit };
}
