import type { Runnable } from "@langchain/core/runnables";
import { collected } from "../models/streamed.js";
import type { TracedWorld } from "./traced-world.js";

type TracedCall = (model: Runnable, world: TracedWorld) => Promise<unknown>;

/** The ways in which a program asks a model something, each with the world's handler. */
export const TRACED_CALLS = {
  invoke: (model, { handler }) => model.invoke("why?", { callbacks: [handler] }),
  stream: async (model, { handler }) => collected(await model.stream("why?", { callbacks: [handler] })),
  batch: (model, { handler }) => model.batch(["why?"], { callbacks: [handler] }),
  streamEvents: async (model, { handler }) =>
    collected(model.streamEvents("why?", { version: "v2", callbacks: [handler] })),
} as const satisfies Readonly<Record<string, TracedCall>>;
