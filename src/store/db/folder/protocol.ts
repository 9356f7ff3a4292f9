/**
 * The protocol of a folder's owner and its clients: work and results (`pglite-messages.ts`) as JSON, which all runtimes
 * treat alike, each in a frame. Results come in the order of the work. The owner sends first.
 */

/** Raised with any change that an older version of this package would not understand. */
export const PROTOCOL = 1;

/** Shows that the owner is there and not stopped; its database may take a few more seconds to open. */
export const GREETING = new TextEncoder().encode(JSON.stringify({ langchainOpikStore: PROTOCOL }));
