import { warnOnce } from "../logging/warn-once.js";
import { tryOr } from "../records/json/guarded-read.js";
import { failureReason } from "./failure-reason.js";
import { plainArguments } from "./plain-values.js";
import { track } from "./sdk.js";
import { TrackedCall } from "./tracked-call.js";

/** The options of Opik's `track`, without those that look at the result itself. */
export type TrackOptions = Omit<Exclude<Parameters<typeof track>[0], (...args: never[]) => unknown>, "enrichSpan">;

// The SDK's own types are `any`.
const typedTrack: <This, Args extends unknown[], Result>(
  options: TrackOptions,
  work: (this: This, ...args: Args) => Result,
) => (this: This, ...args: Args) => Result = track;

/** `track` for any function: it is shown plain data, while the function and its caller get the values themselves. */
export function trackPlainly<This, Args extends unknown[], Result>(
  options: TrackOptions,
  work: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Promise<Awaited<Result>> {
  // The SDK calls the function immediately. Where it calls it on its own, as its runner does, there is no caller of
  // ours.
  let handedOver: TrackedCall<Result> | undefined;
  const shown = typedTrack(options, async function (this: This, ...given: readonly unknown[]) {
    const call = handedOver ?? new TrackedCall(() => work.apply(this, given as Args));
    handedOver = undefined;
    return call.run();
  });
  return async function (...args): Promise<Awaited<Result>> {
    const call = new TrackedCall(() => work.apply(this, args));
    const plain = tryOr(() => plainArguments(args), []);
    handedOver = call;
    const ending = begin(() => shown.call(this, ...plain));
    handedOver = undefined;
    if (ending === undefined) return await work.apply(this, args);
    return ending.then(
      (output) => call.result(output),
      (error: unknown) => call.result(error),
    );
  };
}

// Where the SDK lacks a setting, such as the key, it throws before it calls the work.
function begin<Call>(call: () => Call): Call | undefined {
  try {
    return call();
  } catch (error) {
    warnOnce("track", `functions are called without Opik's track, because its client fails: ${failureReason(error)}`);
    return undefined;
  }
}
