import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, trimMessages } from "@langchain/core/messages";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import type { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { z } from "zod";
import { MISREAD_ORDER } from "./shop-models.js";
import { ShopRetriever } from "./shop-retriever.js";

/** An agent that looks orders up. */
export async function askForOrder(model: ChatOpenAI, order: string, config: RunnableConfig): Promise<void> {
  const lookUpOrder = tool(
    ({ order_id }) => JSON.stringify({ order_id, status: order_id === MISREAD_ORDER.given ? "unknown" : "shipped" }),
    { name: "look_up_order", description: "Tells where an order is.", schema: z.object({ order_id: z.string() }) },
  );
  const agent = createAgent({
    name: "order-desk",
    model,
    tools: [lookUpOrder],
    systemPrompt: "You help the customers of a shop.",
  });
  await agent.invoke({ messages: [new HumanMessage(`Where is my order ${order}?`)] }, config);
}

/** A chain that answers by the shop's rules. */
export async function askForRule(model: ChatOpenAI, question: string, config: RunnableConfig): Promise<void> {
  const retriever = new ShopRetriever();
  const chain = RunnableLambda.from(async (asked: string, inner: RunnableConfig) => {
    const rules = await retriever.invoke(asked, inner);
    const prompt = [...rules.map(({ pageContent }) => pageContent), asked].join("\n");
    return (await model.invoke([new SystemMessage("Answer by the rules given."), new HumanMessage(prompt)], inner))
      .text;
  }).withConfig({ runName: "rule-answers" });
  await chain.invoke(question, config);
}

const MOST_MESSAGES = 4;

/** A chat that keeps its prompts short, and forgets that the first message is no part of the talk. */
export async function chat(model: ChatOpenAI, questions: readonly string[], config: RunnableConfig): Promise<void> {
  const said: BaseMessage[] = [new SystemMessage("Answer in German, and never promise a refund.")];
  const assistant = RunnableLambda.from(async (question: string, inner: RunnableConfig) => {
    said.push(new HumanMessage(question));
    const prompt = await trimMessages(said, {
      strategy: "last",
      maxTokens: MOST_MESSAGES,
      tokenCounter: (messages) => messages.length,
    });
    const { text } = await model.invoke(prompt, inner);
    said.push(new AIMessage(text));
    return text;
  }).withConfig({ runName: "shop-assistant" });
  for (const question of questions) await assistant.invoke(question, config);
}

/** A chain that sums up each review by a call of its own. */
export async function sumUp(model: ChatOpenAI, reviews: readonly string[], config: RunnableConfig): Promise<void> {
  const digest = RunnableLambda.from(async (texts: readonly string[], inner: RunnableConfig) => {
    const prompts = texts.map((text) => [new HumanMessage(`Review: ${text}`)]);
    return (await model.batch(prompts, inner)).map(({ text }) => text);
  }).withConfig({ runName: "review-digest" });
  await digest.invoke(reviews, config);
}
