import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import type { OpikCallbackHandlerOptions } from "../../../src/index.js";
import { deferred } from "../time/deferred.js";
import { type HeldTime, holdTime } from "../time/passing-time.js";
import { type TracedWorld, traceWorld } from "../traces/traced-world.js";

export interface SlowWorld {
  readonly world: TracedWorld;
  readonly time: HeldTime;
  /** Lets the model answer what it was asked, and all that comes. */
  readonly answer: () => void;
}

/**
 * A world whose model answers when it is let go, whose time stands still, and where what is written is sent at once.
 */
export async function slowWorld(options: OpikCallbackHandlerOptions = {}): Promise<SlowWorld> {
  const time = holdTime();
  const { promise: until, resolve: answer } = deferred();
  const world = await traceWorld(() => ({ kind: "text", text: "An owl is a bird.", until }), {
    maxWaitMs: 1,
    ...options,
  });
  return { world, time, answer };
}

/** A prompt, a model and a parser. */
export function tellAbout(world: TracedWorld) {
  return ChatPromptTemplate.fromTemplate("Tell me about {topic}")
    .pipe(world.chatModel())
    .pipe(new StringOutputParser());
}
