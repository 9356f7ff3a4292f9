import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { expect, it, onTestFinished } from "vitest";
import { startProviderServer } from "../../support/models/provider-server.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** OpenAI's answer with one choice. */
function completion(message: object, beside: object = {}, finishReason = "stop") {
  const choice = { index: 0, finish_reason: finishReason, message: { role: "assistant", ...message }, ...beside };
  return { id: "c1", object: "chat.completion", created: 1, model: "gpt-4o", choices: [choice], usage: USAGE };
}

/** A model that answers so, asked in a chain; its span and the chain's trace. */
async function traceOfAnswer(answer: object, useResponsesApi = false) {
  const world = await traceWorld();
  const reply = { kind: "json", body: answer } as const;
  const provider = await startProviderServer({ "/v1/chat/completions": reply, "/v1/responses": reply });
  onTestFinished(() => provider.close());
  const model = new ChatOpenAI({ apiKey: "key", useResponsesApi, configuration: { baseURL: `${provider.url}/v1` } });
  await RunnableLambda.from((question: string, config) => model.invoke(question, config)).invoke("why?", {
    callbacks: [world.handler],
  });
  const { trace, spans } = await world.onlyTrace();
  return { trace, model: spans[0] };
}

it("a spoken answer shows what was said, and has the sound", async () => {
  const audio = { id: "audio_1", data: "UklGRiQAAABXQVZF", transcript: "Good morning.", expires_at: 1 };

  const { trace, model } = await traceOfAnswer(completion({ content: null, audio }));

  expect(model?.output).toMatchObject({
    choices: [
      {
        message: {
          content: [
            { type: "text", text: "Good morning." },
            { type: "input_audio", input_audio: { data: audio.data, format: "wav" } },
          ],
        },
      },
    ],
  });
  expect(trace.output).toEqual({ output: "Good morning." });
});

it("a call in OpenAI's older form is shown as a call", async () => {
  const function_call = { name: "weather", arguments: '{"city":"Oslo"}' };

  const { trace, model } = await traceOfAnswer(completion({ content: null, function_call }, {}, "function_call"));

  expect(model?.output).toMatchObject({ choices: [{ message: { tool_calls: [{ function: function_call }] } }] });
  expect(trace.output).toMatchObject({ messages: [{ tool_calls: [{ name: "weather", args: { city: "Oslo" } }] }] });
});

it("log probabilities stand with the answer, and what else the provider says in the span's metadata", async () => {
  const logprobs = { content: [{ token: "yes", logprob: -0.0123, bytes: [1], top_logprobs: [] }] };
  const answer = { ...completion({ content: "yes" }, { logprobs }), system_fingerprint: "fp_1" };

  const { model } = await traceOfAnswer(answer);

  expect(model?.output).toMatchObject({ choices: [{ message: { content: "yes" }, logprobs }] });
  expect(model?.metadata).toMatchObject({ response_metadata: { system_fingerprint: "fp_1" } });
});

it("what a model did itself, and its sources, stand in its answer", async () => {
  const search = {
    type: "web_search_call",
    id: "ws_1",
    status: "completed",
    action: { type: "search", query: "owls" },
  };
  const annotation = { type: "url_citation", start_index: 0, end_index: 4, title: "Owls", url: "https://example.com/" };
  const text = { type: "output_text", text: "Owls fly.", annotations: [annotation] };
  const image = { type: "image_generation_call", id: "ig_1", status: "completed", result: "iVBORw0KGgo=" };
  const message = { type: "message", id: "msg_1", status: "completed", role: "assistant", content: [text] };
  const usage = { input_tokens: 21, output_tokens: 8, total_tokens: 29 };
  const answer = { id: "resp_1", object: "response", created_at: 1, status: "completed", model: "gpt-4.1", usage };

  const { trace, model } = await traceOfAnswer(
    { ...answer, error: null, incomplete_details: null, metadata: {}, tools: [], output: [search, message, image] },
    true,
  );

  const shown = JSON.stringify(model?.output);
  expect(shown).toContain('"query":"owls"');
  expect(shown).toContain('"url":"https://example.com/"');
  expect(shown).toContain('{"url":"data:image/png;base64,iVBORw0KGgo="}');
  expect(JSON.stringify(trace.output)).toContain("Owls fly.");
});
