/** The first import of a process also pays for Node's loader. */
await import("./empty-module.js");
const [, , specifier = ""] = process.argv;
const startMs = performance.now();
await import(specifier);
process.send?.({ importMs: performance.now() - startMs });
