import { getGlobalClient, Opik } from "opik";

let own: Opik | undefined;

/** The client that the program has set for the SDK, or else one with Opik's own settings. */
export function sdkClient(): Opik {
  try {
    return getGlobalClient();
  } catch {
    // Up to 2.0.40 the SDK fails to make its global client itself.
    own ??= new Opik();
    return own;
  }
}
