/** Every program that traces has LangChain's own modules loaded: what is measured is what comes on top. */
const [, , specifier = ""] = process.argv;
await import("@langchain/core/callbacks/base");
const startMs = performance.now();
await import(specifier);
process.send?.({ importMs: performance.now() - startMs });
