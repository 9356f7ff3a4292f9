/**
 * For the Node.js of tests that open embedded stores. Each opening compiles PostgreSQL anew; to optimise that machine
 * code, for a thread that lives for seconds, would take as much time again.
 */
export const NODE_FLAGS: readonly string[] = ["--wasm-tiering-budget=1000000000"];
