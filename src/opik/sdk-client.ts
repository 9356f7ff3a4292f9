import type { Opik as OpikClient } from "opik";
import { getGlobalClient, Opik } from "./sdk.js";

let own: OpikClient | undefined;

/** The client that the program has set for the SDK, or else one with Opik's own settings. */
export function sdkClient(): OpikClient {
  try {
    return getGlobalClient();
  } catch {
    // Up to 2.0.40 the SDK fails to make its global client itself.
    own ??= new Opik();
    return own;
  }
}
