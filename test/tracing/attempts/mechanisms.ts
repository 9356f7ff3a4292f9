import type { Runnable } from "@langchain/core/runnables";
import { modelFallbackMiddleware, modelRetryMiddleware } from "langchain";
import { withOpikFallbacks, withOpikRetry } from "../../../src/chains/index.js";
import type { TracedWorld } from "../../support/traces/traced-world.js";
import {
  agent,
  agentWithTool,
  askThrice,
  candidates,
  graph,
  model,
  program,
  taskFlow,
  three,
} from "./stubborn-programs.js";

/** Something that calls again what has failed, and how its tries look in a trace. */
export interface Mechanism {
  readonly make: (world: TracedWorld) => Runnable;
  readonly input: (question: string) => unknown;
  readonly kind: "retry" | "fallback";
  /** The name that `metadata.attempt` gives it. */
  readonly attemptName: string;
  /** What is tried, where it is no model. */
  readonly tries?: string;
  /** Which streams that fail are tried again: none, those without a first part, or all, for they end inside. */
  readonly triesStreams: "none" | "before their first part" | "all";
  /** Whether it tries again after a 401, which will not get better. */
  readonly triesWrongKeys: boolean;
  /** What LangGraph and agents need in order to stream what their models say. */
  readonly streamOptions?: Readonly<Record<string, unknown>>;
}

const asText = { input: (question: string) => question };
const asMessages = {
  input: (question: string) => ({ messages: [{ role: "user", content: question }] }),
  triesStreams: "all",
  streamOptions: { streamMode: "messages" },
} as const;

/** All of them try three times at least, and make a model's third answer the last: `small` gives it. */
export const MECHANISMS: Readonly<Record<string, Mechanism>> = {
  withFallbacks: {
    make: candidates((first, others) => first.withFallbacks(others)),
    ...asText,
    kind: "fallback",
    attemptName: "withFallbacks",
    triesWrongKeys: true,
    triesStreams: "before their first part",
  },
  withOpikFallbacks: {
    make: candidates((first, others) => withOpikFallbacks(first, others)),
    ...asText,
    kind: "fallback",
    attemptName: "withFallbacks",
    triesWrongKeys: true,
    triesStreams: "before their first part",
  },
  withRetry: {
    make: (world) => model(world, "small").withRetry({ stopAfterAttempt: 4 }),
    ...asText,
    kind: "retry",
    attemptName: "withRetry",
    triesWrongKeys: true,
    triesStreams: "none",
  },
  withOpikRetry: {
    make: (world) => withOpikRetry(model(world, "small"), { maxAttempts: 4, initialDelayMs: 1 }),
    ...asText,
    kind: "retry",
    attemptName: "withRetry",
    triesWrongKeys: false,
    triesStreams: "before their first part",
  },
  modelFallbackMiddleware: {
    make: (world) => {
      const [, mid, small] = three(world);
      return agent(world, modelFallbackMiddleware(mid, small), "large");
    },
    ...asMessages,
    kind: "fallback",
    attemptName: "modelFallbackMiddleware",
    triesWrongKeys: true,
  },
  modelRetryMiddleware: {
    make: (world) => agent(world, modelRetryMiddleware({ maxRetries: 3, initialDelayMs: 1 })),
    ...asMessages,
    kind: "retry",
    attemptName: "modelRetryMiddleware",
    triesWrongKeys: false,
  },
  "a wrapModelCall of one's own": {
    make: (world) => agent(world, askThrice),
    ...asMessages,
    kind: "retry",
    attemptName: "modelRetryMiddleware",
    triesWrongKeys: true,
  },
  toolRetryMiddleware: {
    make: agentWithTool,
    ...asMessages,
    kind: "retry",
    attemptName: "toolRetryMiddleware",
    triesWrongKeys: false,
    tries: "look",
  },
  "retryPolicy of a node": {
    make: graph,
    input: (question) => ({ question }),
    kind: "retry",
    attemptName: "retryPolicy",
    triesWrongKeys: false,
    tries: "ask",
    triesStreams: "all",
    streamOptions: { streamMode: "messages" },
  },
  "retryPolicy of a task": {
    make: taskFlow,
    ...asText,
    kind: "retry",
    attemptName: "retryPolicy",
    triesWrongKeys: false,
    tries: "ask",
    triesStreams: "all",
    streamOptions: { streamMode: "messages" },
  },
  "plain code": {
    make: program,
    ...asText,
    kind: "fallback",
    attemptName: "code",
    triesWrongKeys: true,
    triesStreams: "all",
  },
};
