import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFinishReason, readModelAnswer } from "../../../src/handlers/convert/model/model-answer.js";
import { readModelRequest } from "../../../src/handlers/convert/model/model-request.js";

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
const count = fc.oneof(fc.nat(), fc.integer(), fc.double(), fc.constantFrom(null, "7", 3_000_000_000, { nested: 1 }));

/** Objects that use the field names of usage reports at random. */
const usageNames = [
  "input_tokens",
  "output_tokens",
  "total_tokens",
  "prompt_tokens",
  "completion_tokens",
  "promptTokens",
  "inputTokens",
  "outputTokens",
  "promptTokenCount",
  "candidatesTokenCount",
  "thoughtsTokenCount",
  "prompt_eval_count",
  "eval_count",
  "cache_read_input_tokens",
  "cacheReadInputTokens",
  "cachedContentTokenCount",
];
const detailNames = ["cache_read", "cache_creation", "audio", "reasoning", "cached_tokens", "reasoning_tokens"];
const details = fc.dictionary(fc.constantFrom(...detailNames), count);
const usage = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...usageNames), count),
    fc.dictionary(fc.constantFrom("input_token_details", "output_token_details", "prompt_tokens_details"), details),
  )
  .map(([counts, parts]) => ({ ...counts, ...parts }));
const generation = fc.record(
  {
    message: fc.record(
      { usage_metadata: usage, response_metadata: fc.record({ usage, tokenUsage: usage }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const output = fc.record(
  {
    generations: fc.array(fc.array(generation, { maxLength: 3 }), { maxLength: 2 }),
    llmOutput: fc.record({ tokenUsage: usage, estimatedTokenUsage: usage }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const provider = fc.constantFrom(undefined, "openai", "anthropic", "anthropic_vertexai", "bedrock", "google_ai", "xai");

describe("reading a model call", () => {
  it("reading a model call never throws, and what is read of the request can be written as JSON", () => {
    fc.assert(
      fc.property(anything, anything, anything, (serialized, extraParams, metadata) => {
        const request = readModelRequest(serialized, extraParams, metadata);
        expect(() => JSON.stringify(request)).not.toThrow();
        readModelAnswer(metadata, request, extraParams);
        readFinishReason(serialized);
      }),
    );
  });

  it("reading a model call never throws on any value under a name that it looks up", () => {
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        const request = readModelRequest(
          { id: one, kwargs: { configuration: one, base_url: other } },
          { invocation_params: { tools: one, toolConfig: { tools: other }, a: one }, options: { tools: other } },
          { ls_provider: one, ls_model_name: other, ls_temperature: one },
        );
        expect(() => JSON.stringify(request)).not.toThrow();
        const message = { response_metadata: one, additional_kwargs: other, usage_metadata: one };
        readModelAnswer({ generations: [[{ message, generationInfo: one }, other]], llmOutput: one }, request, other);
      }),
    );
  });

  it("token counts are flat whole numbers of at most 32 bits, whatever a provider reported", () => {
    fc.assert(
      fc.property(output, provider, (output, provider) => {
        const request = { model: "m", provider, parameters: {}, tools: undefined };
        const counts = Object.entries(readModelAnswer(output, request, undefined).usage ?? {});
        for (const [name, value] of counts) {
          expect(Number.isInteger(value) && value >= 0 && value <= 2_147_483_647, `${name} is ${value}`).toBe(true);
        }
        const names = counts.map(([name]) => name);
        if (names.length > 0)
          expect(names).toEqual(expect.arrayContaining(["prompt_tokens", "completion_tokens", "total_tokens"]));
      }),
    );
  });
});
