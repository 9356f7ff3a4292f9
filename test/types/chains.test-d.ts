import type { ChatAnthropic } from "@langchain/anthropic";
import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { Runnable, RunnableLambda, RunnableRetry, RunnableWithFallbacks } from "@langchain/core/runnables";
import type { ChatOpenAI } from "@langchain/openai";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { traceHttpRetries, withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";

declare const openAi: ChatOpenAI;
declare const anthropic: ChatAnthropic;
declare const length: RunnableLambda<string, number>;
declare const words: RunnableLambda<string, number>;
declare const answer: RunnableLambda<BaseLanguageModelInput, AIMessageChunk>;
declare const shout: RunnableLambda<string, string>;

const mood = z.object({ mood: z.string() });

describe("withOpikFallbacks", () => {
  it("withOpikFallbacks has the input and output of its candidates, and is a RunnableWithFallbacks", () => {
    const chain = withOpikFallbacks(length, [words]);

    expectTypeOf(chain).toExtend<RunnableWithFallbacks<string, number>>();
    expectTypeOf(chain.invoke("a")).resolves.toEqualTypeOf<number>();
    expectTypeOf(chain.batch(["a"])).resolves.toEqualTypeOf<number[]>();
  });

  it("withOpikFallbacks can take a model's place, even over models of several providers", () => {
    const model = withOpikFallbacks(openAi, [anthropic]);

    expectTypeOf(model).toExtend<Runnable<BaseLanguageModelInput, AIMessageChunk>>();
  });

  it("withOpikFallbacks refuses a candidate with another output", () => {
    // @ts-expect-error a text where a number is promised
    withOpikFallbacks(length, [shout]);
  });

  it("withOpikFallbacks passes tools and structured output on, with their types", () => {
    const model = withOpikFallbacks(openAi, [anthropic]);

    expectTypeOf(model.bindTools([]).invoke("a")).resolves.toExtend<AIMessageChunk>();
    expectTypeOf(model.withStructuredOutput(mood).invoke("a")).resolves.toEqualTypeOf<{ mood: string }>();
    expectTypeOf(model.withStructuredOutput(mood, { includeRaw: true }).invoke("a")).resolves.toEqualTypeOf<{
      raw: BaseMessage;
      parsed: { mood: string };
    }>();
  });

  it("withOpikFallbacks has no method of models where a candidate lacks it", () => {
    expectTypeOf(withOpikFallbacks(length, [words])).not.toHaveProperty("bindTools");
    expectTypeOf(withOpikFallbacks(openAi, [answer])).not.toHaveProperty("bindTools");
  });

  it("withOpikFallbacks has typed listeners", () => {
    withOpikFallbacks(length, [words], {
      shouldFallBack: (error, attempt) => {
        expectTypeOf(error).toBeUnknown();
        expectTypeOf(attempt.number).toBeNumber();
        return true;
      },
      onFallback: ({ candidate, nextCandidate }) => {
        expectTypeOf(candidate).toBeString();
        expectTypeOf(nextCandidate).toBeString();
      },
    });
  });
});

describe("withOpikRetry and traceHttpRetries", () => {
  it("withOpikRetry and traceHttpRetries keep the types of what they are given", () => {
    expectTypeOf(withOpikRetry(length)).toExtend<RunnableRetry<string, number>>();
    expectTypeOf(withOpikRetry(length).invoke("a")).resolves.toEqualTypeOf<number>();
    expectTypeOf(traceHttpRetries(openAi)).toEqualTypeOf<ChatOpenAI>();
  });
});
