import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import type { ChatResult } from "@langchain/core/outputs";
import { type Runnable, RunnableLambda, RunnableMap } from "@langchain/core/runnables";
import { DynamicTool } from "@langchain/core/tools";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import fc from "fast-check";

/** A program as data, so that a failing one can be printed and made smaller. */
export type Plan =
  | { readonly kind: "lambda" | "model" | "tool" | "failing" | "aborting" }
  | { readonly kind: "flaky"; readonly failures: number }
  | { readonly kind: "sequence" | "parallel" | "fallbacks" | "graph"; readonly parts: readonly [Plan, Plan] }
  | { readonly kind: "retry" | "batch" | "stream" | "catching"; readonly part: Plan };

const LEAF: fc.Arbitrary<Plan> = fc.oneof(
  fc.constantFrom<Plan[]>(...(["lambda", "model", "tool", "failing", "aborting"] as const).map((kind) => ({ kind }))),
  fc.record({ kind: fc.constant("flaky" as const), failures: fc.integer({ min: 1, max: 2 }) }),
);

export const PLAN: fc.Arbitrary<Plan> = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 3, depthSize: "medium", withCrossShrink: true },
    LEAF,
    fc.record({
      kind: fc.constantFrom("sequence" as const, "parallel" as const, "fallbacks" as const, "graph" as const),
      parts: fc.tuple(tie("plan"), tie("plan")),
    }),
    fc.record({
      kind: fc.constantFrom("retry" as const, "batch" as const, "stream" as const, "catching" as const),
      part: tie("plan"),
    }),
  ),
})).plan;

type Program = Runnable<string, string>;

/** Texts go in and come out; each step adds a word that no other step has. */
export class ProgramBuilder {
  #words = 0;

  build(plan: Plan): Program {
    const name = `${plan.kind}-${this.#word()}`;
    return this.#runnable(plan, name).withConfig({ runName: name }) as Program;
  }

  #word(): string {
    this.#words += 1;
    return `w${this.#words}w`;
  }

  #lambda(work: (text: string, config: object) => Promise<string> | string): Program {
    return RunnableLambda.from<string, string>((text, config) => work(text, config));
  }

  #runnable(plan: Plan, name: string): Runnable<string, string> {
    const word = this.#word();
    switch (plan.kind) {
      case "lambda":
        return this.#lambda((text) => `${text} ${word}`);
      case "failing":
        return this.#lambda(() => {
          throw new Error(`broken ${word}`);
        });
      case "flaky":
        return this.#flaky(plan.failures, word);
      case "aborting":
        return this.#aborting();
      case "model":
        return new WordModel(word).withConfig({ runName: `${name}-call` }).pipe(new StringOutputParser());
      case "tool":
        return this.#tool(name, word);
      case "sequence":
        return this.build(plan.parts[0]).pipe(this.build(plan.parts[1]));
      case "parallel":
        return RunnableMap.from({ one: this.build(plan.parts[0]), two: this.build(plan.parts[1]) }).pipe(
          this.#joined(),
        ) as Program;
      case "fallbacks":
        return this.build(plan.parts[0]).withFallbacks([this.build(plan.parts[1])]);
      case "graph":
        return this.#graph(this.build(plan.parts[0]), this.build(plan.parts[1]));
      case "retry":
        return this.build(plan.part).withRetry({ stopAfterAttempt: 2, onFailedAttempt: () => undefined });
      case "batch":
        return this.#batch(this.build(plan.part), word);
      case "stream":
        return this.#stream(this.build(plan.part));
      case "catching":
        return this.#catching(this.build(plan.part), word);
    }
  }

  #flaky(failures: number, word: string): Program {
    let left = failures;
    return this.#lambda((text) => {
      left -= 1;
      if (left >= 0) throw new Error(`not yet ${word}`);
      return `${text} ${word}`;
    });
  }

  /** Its signal fires while it works, and it never comes to an end by itself. */
  #aborting(): Program {
    return this.#lambda((text, config) => {
      const controller = new AbortController();
      const endless = this.#lambda(() => {
        controller.abort();
        return new Promise(() => undefined);
      });
      return endless.invoke(text, { ...config, signal: controller.signal, runName: "endless" });
    });
  }

  #tool(name: string, word: string): Program {
    const tool = new DynamicTool({
      name: `${name}-call`,
      description: "adds a word",
      func: (text: string) => Promise.resolve(`${text} ${word}`),
    });
    return this.#lambda((text, config) => tool.invoke(text, config));
  }

  #joined() {
    return RunnableLambda.from(({ one, two }: { one: string; two: string }) => `${one} ${two}`);
  }

  #graph(first: Program, second: Program): Program {
    const State = Annotation.Root({ text: Annotation<string> });
    const node =
      (step: Program) =>
      async ({ text }: { text: string }, config: object) => ({
        text: await step.invoke(text, config),
      });
    const graph = new StateGraph(State)
      .addNode("first", node(first))
      .addNode("second", node(second))
      .addEdge(START, "first")
      .addEdge("first", "second")
      .addEdge("second", END)
      .compile();
    return this.#lambda(async (text, config) => (await graph.invoke({ text }, { ...config, runName: "graph" })).text);
  }

  #batch(part: Program, word: string): Program {
    return this.#lambda(async (text, config) => {
      const answers = await part.batch([`${text} ${word}1`, `${text} ${word}2`], config, { returnExceptions: true });
      return answers.map(String).join(" ");
    });
  }

  #stream(part: Program): Program {
    return this.#lambda(async (text, config) => {
      let whole = "";
      for await (const piece of await part.stream(text, config)) whole += piece;
      return whole;
    });
  }

  #catching(part: Program, word: string): Program {
    return this.#lambda((text, config) => part.invoke(text, config).catch(() => word));
  }
}

export const TOKENS_OF_A_CALL = 7;

/** Answers what it was asked and its own word. */
class WordModel extends BaseChatModel {
  constructor(readonly word: string) {
    super({});
  }

  _llmType(): string {
    return "word";
  }

  _generate(messages: readonly { readonly content: unknown }[]): Promise<ChatResult> {
    const text = `${String(messages.at(-1)?.content)} ${this.word}`;
    const usage = { input_tokens: 3, output_tokens: 4, total_tokens: TOKENS_OF_A_CALL };
    const message = Object.assign(new AIMessage(text), { usage_metadata: usage });
    return Promise.resolve({ generations: [{ text, message }] });
  }
}
