import { ChatAnthropic } from "@langchain/anthropic";
import { AIMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { ChatOpenAI } from "@langchain/openai";
import { describe, expect, it, onTestFinished } from "vitest";
import { opensAsChat } from "../../contract/chat-rules.js";
import { startProviderServer } from "../../support/models/provider-server.js";
import { readAll } from "../../support/traces/read-all.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** OpenAI's answer with one choice. */
function completion(message: object, beside: object = {}, finishReason = "stop") {
  const choice = { index: 0, finish_reason: finishReason, message: { role: "assistant", ...message }, ...beside };
  return { id: "c1", object: "chat.completion", created: 1, model: "gpt-4o", choices: [choice], usage: USAGE };
}

/** Anthropic's stream of an answer that two searches of its own led to. */
function streamedSearches() {
  const search = (index: number, query: string) => [
    {
      type: "content_block_start",
      index,
      content_block: { type: "server_tool_use", id: `s${index}`, name: "web_search" },
    },
    { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: '{"query":' } },
    { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: `"${query}"}` } },
  ];
  const message = { id: "m", type: "message", role: "assistant", model: "claude-sonnet-4-5", content: [] };
  const data = [
    { type: "message_start", message: { ...message, usage: { input_tokens: 9, output_tokens: 1 } } },
    ...search(0, "owls"),
    ...search(1, "owl weight"),
    { type: "content_block_start", index: 2, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 2, delta: { type: "text_delta", text: "400 g." } },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 20 } },
    { type: "message_stop" },
  ];
  return data.map((one) => ({ event: one.type, data: one }));
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

it("a spoken answer shows its transcript and has the sound", async () => {
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

it("a tool call in OpenAI's older form is shown as a tool call", async () => {
  const function_call = { name: "weather", arguments: '{"city":"Oslo"}' };

  const { trace, model } = await traceOfAnswer(completion({ content: null, function_call }, {}, "function_call"));

  expect(model?.output).toMatchObject({ choices: [{ message: { tool_calls: [{ function: function_call }] } }] });
  expect(trace.output).toMatchObject({ messages: [{ tool_calls: [{ name: "weather", args: { city: "Oslo" } }] }] });
});

it("a tool call whose arguments are not JSON counts as an error, and the model's span names it", async () => {
  const call = { id: "call_1", type: "function", function: { name: "weigh", arguments: '{"bird":' } };

  const { trace, model } = await traceOfAnswer(completion({ content: null, tool_calls: [call] }, {}, "tool_calls"));

  expect(model?.output).toMatchObject({ choices: [{ message: { tool_calls: [call] } }] });
  expect(model?.metadata?.refused_tool_calls).toEqual([{ id: "call_1", name: "weigh" }]);
  expect(trace.metadata?.summary).toMatchObject({ errors: 1 });
});

it("log probabilities are in the answer, and the provider's other fields in the span's metadata", async () => {
  const logprobs = { content: [{ token: "yes", logprob: -0.0123, bytes: [1], top_logprobs: [] }] };
  const answer = { ...completion({ content: "yes" }, { logprobs }), system_fingerprint: "fp_1" };

  const { model } = await traceOfAnswer(answer);

  expect(model?.output).toMatchObject({ choices: [{ message: { content: "yes" }, logprobs }] });
  expect(model?.metadata).toMatchObject({ response_metadata: { system_fingerprint: "fp_1" } });
});

it("the built-in tools that a model used, and its sources, are in its recorded answer", async () => {
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
  expect(shown).toContain("[web_search_call]");
  expect(shown).toContain(String.raw`\"query\":\"owls\"`);
  expect(model?.metadata?.sources).toEqual([{ url: "https://example.com/", title: "Owls" }]);
  expect(shown).toContain('"url":"https://example.com/"');
  expect(shown).toContain('{"url":"data:image/png;base64,iVBORw0KGgo="}');
  expect(JSON.stringify(trace.output)).toContain("Owls fly.");
});

describe("answers of other providers", () => {
  /** The span of a model that answers so, and the trace of the chain that asked it. */
  async function traceOfMessage(message: AIMessage) {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["unused"] });
    model._generate = async () => ({ generations: [{ text: message.text, message }] });
    await RunnableLambda.from((question: string, config) => model.invoke(question, config)).invoke("why?", {
      callbacks: [world.handler],
    });
    const { trace, spans } = await world.onlyTrace();
    return { trace, model: spans[0] };
  }

  it("Anthropic's web search, its result and its citations are recorded", async () => {
    const citation = {
      type: "web_search_result_location",
      url: "https://example.com/",
      title: "Owls",
      cited_text: "fly",
    };
    const found = { type: "web_search_result", url: "https://example.com/", title: "Owls", encrypted_content: "Eq8x" };

    const { trace, model } = await traceOfMessage(
      new AIMessage({
        content: [
          { type: "thinking", thinking: "Let me look." },
          { type: "server_tool_use", id: "srv_1", name: "web_search", input: { query: "owls" } },
          { type: "web_search_tool_result", tool_use_id: "srv_1", content: [found] },
          { type: "text", text: "Owls ", citations: [citation] },
          { type: "text", text: "fly." },
        ],
      }),
    );

    const search = { name: "web_search", input: { query: "owls" } };
    const result = {
      tool_use_id: "srv_1",
      content: [{ type: "web_search_result", url: "https://example.com/", title: "Owls" }],
    };
    expect(model?.output).toMatchObject({
      choices: [
        {
          message: {
            content: [
              { type: "text", text: "[reasoning] Let me look." },
              { type: "text", text: `[server_tool_use] ${JSON.stringify(search)}` },
              { type: "text", text: `[web_search_tool_result] ${JSON.stringify(result)}` },
              { type: "text", text: "Owls ", citations: [citation] },
              { type: "text", text: "fly." },
            ],
          },
        },
      ],
    });
    expect(model?.metadata?.sources).toEqual([{ url: "https://example.com/", title: "Owls" }]);
    expect(trace.output).toEqual({ output: "Owls fly." });
  });

  it("the queries of Anthropic's built-in tools in a stream are recorded, and not as tool calls without a name", async () => {
    const provider = await startProviderServer({ "/v1/messages": { kind: "sse", events: streamedSearches() } });
    onTestFinished(() => provider.close());
    const world = await traceWorld();
    const model = new ChatAnthropic({ model: "claude-sonnet-4-5", apiKey: "key", anthropicApiUrl: provider.url });
    const searching = model.bindTools([{ type: "web_search_20250305", name: "web_search" }]);

    await readAll(searching.stream("Owls?", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    const asked = ["owls", "owl weight"].map((query) => JSON.stringify({ name: "web_search", input: { query } }));
    expect(spans[0]?.output).toEqual({
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: [
              { type: "text", text: `[server_tool_use] ${asked[0]}` },
              { type: "text", text: `[server_tool_use] ${asked[1]}` },
              { type: "text", text: "400 g." },
            ],
          },
          finish_reason: "end_turn",
        },
      ],
    });
    expect(trace.output).toEqual({ output: "400 g." });
    expect(trace.metadata?.summary).toMatchObject({ errors: 0, tool_calls: 0 });
  });

  it("a call of a hosted MCP server is recorded in LangChain's and in OpenAI's form", async () => {
    const { model } = await traceOfMessage(
      new AIMessage({
        content: [
          { type: "server_tool_call", id: "mcp_1", name: "look_up", args: { bird: "owl" } },
          { type: "mcp_call", server_label: "birds", name: "look_up", arguments: '{"bird":"owl"}', output: "400 g" },
          { type: "text", text: "400 g." },
        ],
      }),
    );

    const text = JSON.stringify(model?.output);
    expect(text).toContain("[server_tool_call]");
    expect(text).toContain("[mcp_call]");
    expect(opensAsChat(model ?? {})).toBe(true);
  });

  it("Google's grounding, code execution and safety ratings are recorded", async () => {
    const groundingMetadata = {
      webSearchQueries: ["owls"],
      groundingChunks: [{ web: { uri: "https://example.com/", title: "example.com" } }],
    };
    const safetyRatings = [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }];

    const { trace, model } = await traceOfMessage(
      new AIMessage({
        content: [
          { type: "executableCode", executableCode: { language: "PYTHON", code: "print(6*7)" } },
          { type: "codeExecutionResult", codeExecutionResult: { outcome: "OUTCOME_OK", output: "42" } },
          { type: "text", text: "It is 42." },
        ],
        response_metadata: { groundingMetadata, safetyRatings },
      }),
    );

    expect(JSON.stringify(model?.output)).toContain("print(6*7)");
    expect(model?.metadata).toMatchObject({
      sources: [{ url: "https://example.com/", title: "example.com" }],
      response_metadata: { groundingMetadata, safetyRatings },
    });
    expect(trace.output).toEqual({ output: "It is 42." });
  });

  it("the sources that xAI and Perplexity list are recorded once each, and at most 200", async () => {
    const citations = Array.from({ length: 500 }, (_, at) => `https://example.com/${at}`);

    const { model } = await traceOfMessage(
      new AIMessage({ content: "Yes.", additional_kwargs: { citations: [...citations, ...citations] } }),
    );

    expect(model?.metadata?.sources).toEqual(citations.slice(0, 200).map((url) => ({ url })));
  });

  it("a tool's result that is nested without end is recorded as far as it fits", async () => {
    let tangle: unknown = "end";
    for (let level = 0; level < 40; level += 1) tangle = { here: tangle, there: tangle, everywhere: [tangle, tangle] };

    const { model } = await traceOfMessage(
      new AIMessage({ content: [{ type: "mcp_call", name: "look_up", output: tangle }] }),
    );

    expect(JSON.stringify(model?.output)).toContain("[mcp_call]");
  });

  it("a refusal beside an empty answer is recorded as the answer", async () => {
    const { trace, model } = await traceOfMessage(
      new AIMessage({ content: "", additional_kwargs: { refusal: "No." } }),
    );

    expect(model?.output).toMatchObject({ choices: [{ message: { content: "[refusal] No." } }] });
    expect(trace.output).toMatchObject({ messages: [{ type: "ai", content: "[refusal] No." }] });
  });
});
