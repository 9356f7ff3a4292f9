import { describe, expect, it } from "vitest";
import { collected } from "../../support/models/streamed.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

describe("OpenAI's Responses API", () => {
  it("a call of OpenAI's Responses API is recorded with its text, its usage and its reasoning tokens", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "An owl is a bird." }));

    await world.chatModel({ useResponsesApi: true }).invoke("What is an owl?", { callbacks: [world.handler] });

    expect(world.models.calls[0]?.api).toBe("responses");
    const { trace, spans } = await world.onlyTrace();
    expect(spans).toMatchObject([
      {
        model: "gpt-4o-mini",
        provider: "openai",
        usage: { ...USAGE, "original_usage.completion_tokens_details.reasoning_tokens": 2 },
        output: { choices: [{ message: { role: "assistant", content: "An owl is a bird." } }] },
      },
    ]);
    expect(trace.output).toEqual({ output: "An owl is a bird." });
  });

  it("a streamed call of OpenAI's Responses API is recorded the same, with its first token", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "An owl is a bird." }));
    const model = world.chatModel({ useResponsesApi: true });

    await collected(await model.stream("What is an owl?", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toMatchObject([
      {
        usage: USAGE,
        output: { choices: [{ message: { role: "assistant", content: "An owl is a bird." } }] },
      },
    ]);
    expect(spans[0]?.ttft).toBeGreaterThan(0);
    expect(trace.output).toEqual({ output: "An owl is a bird." });
  });

  it.each([false, true])(
    "tool calls of OpenAI's Responses API are shown once, as those of a chat are (streaming: %s)",
    async (streaming) => {
      const world = await traceWorld(() => ({
        kind: "tools",
        tools: [{ id: "call_1", name: "weather", args: { city: "Oslo" } }],
      }));
      const model = world.chatModel({ useResponsesApi: true });

      if (streaming) await collected(await model.stream("Oslo?", { callbacks: [world.handler] }));
      else await model.invoke("Oslo?", { callbacks: [world.handler] });

      const { spans } = await world.onlyTrace();
      expect(spans[0]?.output).toMatchObject({
        choices: [
          {
            message: {
              content: "",
              tool_calls: [
                { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
              ],
            },
          },
        ],
      });
    },
  );

  it.each([false, true])(
    "a call of OpenAI's Responses API shows the summary of the model's reasoning (streaming: %s)",
    async (streaming) => {
      const world = await traceWorld(() => ({ kind: "text", text: "A bird.", thought: "Owls fly." }));
      const model = world.chatModel({ useResponsesApi: true });

      if (streaming) await collected(await model.stream("What is an owl?", { callbacks: [world.handler] }));
      else await model.invoke("What is an owl?", { callbacks: [world.handler] });

      const { spans } = await world.onlyTrace();
      expect(JSON.stringify(spans[0]?.output)).toContain("Owls fly.");
      expect(JSON.stringify(spans[0]?.output)).toContain("A bird.");
    },
  );

  it("a call of OpenAI's Responses API is recorded with standard content blocks (`outputVersion: v1`)", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "A bird.", thought: "Owls fly." }));
    const model = world.chatModel({ useResponsesApi: true, outputVersion: "v1" });

    await model.invoke("What is an owl?", { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans[0]?.output).toMatchObject({
      choices: [
        {
          message: {
            content: [
              { type: "text", text: "[reasoning] Owls fly." },
              { type: "text", text: "A bird." },
            ],
          },
        },
      ],
    });
  });
});
