import { ChatPromptTemplate, type PromptTemplate } from "@langchain/core/prompts";
import type { ChatOpenAI } from "@langchain/openai";
import { type ChatPrompt, Hallucination, type Prompt } from "opik";
import { expectTypeOf, test } from "vitest";
import { fromOpikPrompt, langChainJudge, opikAgent, traced, tracked } from "../../src/opik/index.js";

declare const text: Prompt;
declare const chat: ChatPrompt;
declare const model: ChatOpenAI;

test("an agent takes its parameters in their order, and its program takes them by name", () => {
  const ask = opikAgent({
    name: "planner",
    params: [
      { name: "city", type: "string" },
      { name: "days", type: "integer", presence: "optional" },
    ],
    config: { fallback: { model: "gpt-4o-mini", temperature: 0.2 } },
    build: (config) => {
      expectTypeOf(config.temperature).toEqualTypeOf<number>();
      expectTypeOf(config.blueprintVersion).toEqualTypeOf<string | undefined>();
      return {
        invoke: (input: { readonly city: string; readonly days: number | undefined }) => Promise.resolve(input.city),
      };
    },
  });

  expectTypeOf(ask).toEqualTypeOf<(city: string, days: number | undefined) => Promise<string>>();
});

test("a program that is built from a configuration knows the fields of that configuration", () => {
  opikAgent({
    name: "explainer",
    params: [{ name: "subject", type: "string" }],
    config: { fallback: { prompt: "What is {subject}?" } },
    // @ts-expect-error There is no such field.
    build: ({ prompts }) => ChatPromptTemplate.fromTemplate(prompts),
  });
});

test("a function keeps its types when it is traced or tracked, and always returns a promise", () => {
  const add = (one: number, other: number) => String(one + other);

  expectTypeOf(traced("add", add)).toEqualTypeOf<(one: number, other: number) => Promise<string>>();
  expectTypeOf(tracked({ name: "add" }, add)).toEqualTypeOf<(one: number, other: number) => Promise<string>>();
});

test("a prompt of text and a prompt of messages each become a template of their kind", () => {
  expectTypeOf(fromOpikPrompt(text)).toEqualTypeOf<PromptTemplate<Record<string, unknown>>>();
  expectTypeOf(fromOpikPrompt(chat)).toEqualTypeOf<ChatPromptTemplate<Record<string, unknown>>>();
});

test("any chat model, and what is made of one, can be a judge for a metric of the SDK", () => {
  for (const one of [model, model.withRetry(), model.withFallbacks([model]), model.withConfig({ tags: ["judge"] })]) {
    expectTypeOf(new Hallucination({ model: langChainJudge(one) })).toEqualTypeOf<Hallucination>();
  }
  // @ts-expect-error It is no model.
  langChainJudge("gpt-4o-mini");
});
