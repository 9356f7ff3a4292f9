import { track } from "opik";
import { tellOnce } from "../handlers/notices.js";
import { failureReason } from "./failure-reason.js";
import { plainArguments } from "./plain-values.js";
import { TrackedCall } from "./tracked-call.js";

/** The options of Opik's `track`, without what looks at the result itself. */
export type TrackOptions = Omit<Exclude<Parameters<typeof track>[0], (...args: never[]) => unknown>, "enrichSpan">;

// The SDK's own types are `any`.
const typedTrack: <Args extends unknown[], Result>(
  options: TrackOptions,
  work: (...args: Args) => Result,
) => (...args: Args) => Result = track;

/** `track` for any function: it is shown plain data, while the function and its caller get the values themselves. */
export function trackPlainly<Args extends unknown[], Result>(
  options: TrackOptions,
  work: (...args: Args) => Result,
): (...args: Args) => Promise<Awaited<Result>> {
  // The SDK calls the function at once. Where it does so of itself, as its runner does, there is no caller of ours.
  let handedOver: TrackedCall<Args, Result> | undefined;
  const shown = typedTrack(options, async (...given: readonly unknown[]) => {
    const call = handedOver ?? new TrackedCall<Args, Result>(given as Args);
    handedOver = undefined;
    return call.run(work);
  });
  return async (...args): Promise<Awaited<Result>> => {
    const call = new TrackedCall<Args, Result>(args);
    const plain = plainArguments(args);
    handedOver = call;
    const ending = begin(() => shown(...plain));
    handedOver = undefined;
    if (ending === undefined) return await work(...args);
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
    tellOnce("track", `functions are called without Opik's track, because its client fails: ${failureReason(error)}`);
    return undefined;
  }
}
