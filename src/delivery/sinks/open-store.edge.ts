import type * as node from "./open-store.js";

/** An edge runtime has neither the files of an embedded database nor the sockets of a server's driver. */
export const openStore: typeof node.openStore = () =>
  Promise.reject(new Error("a trace store needs Node.js, Bun or Deno."));
