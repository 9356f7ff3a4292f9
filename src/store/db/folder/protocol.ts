/**
 * How a folder's owner and its clients speak: work and results (`pglite-messages.ts`) as JSON, which all runtimes know
 * alike, each in a frame. Results come in the order of the work. The owner speaks first.
 */

/** Raised with any change that an older version of this package would not understand. */
export const PROTOCOL = 1;

/** Says that the owner is there and not stopped; its database may take some seconds more to open. */
export const GREETING = new TextEncoder().encode(JSON.stringify({ langchainOpikStore: PROTOCOL }));
