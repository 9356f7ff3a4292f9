import { AIMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { readModelAnswer } from "../../../src/handlers/convert/model/model-answer.js";

function usageOf(output: unknown, provider: string, model: string) {
  return readModelAnswer(output, { model, provider }, undefined).usage;
}

describe("where token usage is read from", () => {
  const message = (fields: object) => ({ generations: [[{ message: new AIMessage({ content: "", ...fields }) }]] });

  it.each([
    [
      "the message before the estimate",
      {
        ...message({ usage_metadata: { input_tokens: 20, output_tokens: 10, total_tokens: 30 } }),
        llmOutput: { estimatedTokenUsage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 } },
      },
      { prompt_tokens: 20, completion_tokens: 10 },
    ],
    [
      "the provider's own report when the message has none",
      message({ response_metadata: { usage: { prompt_tokens: 7, completion_tokens: 3 } } }),
      { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    ],
    [
      "the call when the response has an empty report",
      {
        ...message({ response_metadata: { usage: {} } }),
        llmOutput: { tokenUsage: { promptTokens: 7, completionTokens: 3, totalTokens: 10 } },
      },
      { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    ],
    [
      "the estimate when there is nothing else",
      { generations: [[{ text: "" }]], llmOutput: { estimatedTokenUsage: { promptTokens: 8, completionTokens: 2 } } },
      { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 },
    ],
    [
      "every generation when each reports its own part",
      {
        generations: [
          [
            { message: { usage_metadata: { input_tokens: 5, output_tokens: 1, total_tokens: 6 } } },
            { message: { usage_metadata: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } } },
          ],
        ],
      },
      { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 },
    ],
  ])("usage is read from %s", (_case, output, usage) => {
    expect(usageOf(output, "openai", "gpt-4o")).toMatchObject(usage);
  });

  it("a call has no usage when none was reported", () => {
    expect(usageOf(message({ response_metadata: { usage: {} } }), "openai", "gpt-4o")).toBeUndefined();
  });

  // Vertex AI cannot be pointed at a local server without a Google sign-in: this is the shape its source makes.
  it("the cache tokens that ChatVertexAI leaves out of Claude's input are added to it", () => {
    const output = message({
      response_metadata: {
        usage_metadata: {
          input_tokens: 20,
          output_tokens: 40,
          total_tokens: 60,
          input_token_details: { cache_read: 50, cache_creation: 30 },
        },
      },
    });
    expect(usageOf(output, "anthropic_vertexai", "claude-sonnet-4@20250514")).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 40,
      "original_usage.input_tokens": 20,
      "original_usage.cache_read_input_tokens": 50,
      "original_usage.cache_creation_input_tokens": 30,
    });
  });

  it("Gemini's thoughts through Vertex AI are not counted twice, as the output includes them already", () => {
    const usage_metadata = {
      input_tokens: 100,
      output_tokens: 40,
      total_tokens: 140,
      input_token_details: { cache_read: 60 },
      output_token_details: { reasoning: 30 },
    };
    expect(usageOf(message({ usage_metadata }), "google_vertexai", "gemini-2.5-pro")).toMatchObject({
      completion_tokens: 40,
      "original_usage.candidates_token_count": 10,
      "original_usage.thoughts_token_count": 30,
    });
  });
});
