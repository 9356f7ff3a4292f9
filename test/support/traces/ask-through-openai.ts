import { onTestFinished } from "vitest";
import type { OpikCallbackHandlerOptions } from "../../../src/index.js";
import { openAiModel } from "../models/provider-models.js";
import { startProviderServer } from "../models/provider-server.js";
import { completion } from "../models/provider-wire.js";
import { type TracedWorld, traceWorld } from "./traced-world.js";

/** A call of 1000 tokens in, 200 of them from the cache, and 500 out. */
export const USAGE = {
  prompt_tokens: 1_000,
  completion_tokens: 500,
  total_tokens: 1_500,
  prompt_tokens_details: { cached_tokens: 200 },
};

interface Asked {
  readonly usage?: object;
  readonly options?: OpikCallbackHandlerOptions;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** ChatOpenAI as it is configured for any API of OpenAI's form: what it sends goes to a server of ours instead. */
export async function askThroughOpenAi(
  baseURL: string,
  model: string,
  { usage = USAGE, options = {}, metadata = {} }: Asked = {},
): Promise<TracedWorld> {
  const world = await traceWorld(undefined, options);
  const server = await startProviderServer({ "/chat/completions": completion(model, usage) });
  onTestFinished(() => server.close());
  const rerouted: typeof fetch = (_input, init) => fetch(`${server.url}/chat/completions`, init);
  const chat = openAiModel(
    { url: server.url, apiKey: "sk-planted" },
    { model, configuration: { baseURL, fetch: rerouted } },
  );
  await chat.invoke("Say hello.", { metadata, callbacks: [world.handler] });
  return world;
}
