import { track } from "opik";
import { tellOnce } from "../handlers/notices.js";
import { failureReason } from "./failure-reason.js";
import { plainOutput } from "./plain-output.js";

/** The options of Opik's `track`, without what looks at the result itself. */
export type TrackOptions = Omit<Exclude<Parameters<typeof track>[0], (...args: never[]) => unknown>, "enrichSpan">;

// The SDK's own types are `any`.
const typedTrack: <Args extends unknown[], Result>(
  options: TrackOptions,
  work: (...args: Args) => Result,
) => (...args: Args) => Result = track;

/** `track` for any function: it is shown the result as plain data, and the caller gets the result itself. */
export function trackPlainly<Args extends unknown[], Result>(
  options: TrackOptions,
  work: (...args: Args) => Result,
): (...args: Args) => Promise<Awaited<Result>> {
  const results = new WeakMap<object, (give: (result: Awaited<Result>) => void) => void>();
  const shown = typedTrack(options, async (...args: Args) => {
    const result = await work(...args);
    const output = plainOutput(result);
    results.set(output, (give) => {
      give(result);
    });
    return output;
  });
  return async (...args): Promise<Awaited<Result>> => {
    const call = begin(() => shown(...args));
    if (call === undefined) return await work(...args);
    return new Promise<Awaited<Result>>((resolve, reject) => {
      call.then((output) => results.get(output)?.(resolve), reject);
    });
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
