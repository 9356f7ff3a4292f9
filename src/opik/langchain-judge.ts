import type { Callbacks } from "@langchain/core/callbacks/manager";
import type { BaseMessage } from "@langchain/core/messages";
import type { OpikMessage, OpikBaseModel as SdkModel } from "opik";
import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { tryOr } from "../records/json/guarded-read.js";
import { firstText, isJsonObject, isObject, type JsonObject, jsonObjectAt } from "../records/json/json-object.js";
import { langChainMessages, textOfContent } from "./judge-messages.js";
import { callSettings, tellUnheeded } from "./judge-settings.js";
import { ModelGenerationError, OpikBaseModel } from "./sdk.js";

/** A chat model of LangChain, or a runnable made from one with `withConfig`, `withRetry` or `withFallbacks`. */
export interface ChatModel {
  invoke(messages: BaseMessage[], options: AskOptions): Promise<{ readonly content: unknown }>;
}

/** The part of a model that a judge calls. */
export interface AskOptions {
  readonly callbacks: Callbacks;
  readonly tags: string[];
}

export interface JudgeOptions {
  /**
   * Records the judge's calls. Default: a handler of its own, with the settings of the environment and config files.
   */
  readonly handler?: OpikCallbackHandler | undefined;
  /**
   * Whether the model is held to the format that a metric asks for, with LangChain's `withStructuredOutput`. Without,
   * or where the model can't, the metric reads the JSON out of the text. Default: true.
   */
  readonly structuredOutput?: boolean | undefined;
}

/** What the model said, in the form that the SDK reads. */
export interface JudgeAnswer {
  readonly text: string;
  /** Where a format was asked for: the object that the text holds. */
  readonly output?: unknown;
}

/**
 * A chat model of LangChain for use in the SDK's metrics: `new Hallucination({ model: langChainJudge(model) })`. It is
 * also the `model` of `evaluatePrompt`. Its calls appear below the metric in the trace of the experiment's item, with
 * tokens and price.
 *
 * Settings of a metric are given to the model with the call: ChatOpenAI accepts `seed` that way. A setting that the
 * model can't be given with a call, such as `temperature`, is named once in the log: set it on the model.
 *
 * Its calls reject with the SDK's `ModelGenerationError`, which names the model and the reason; the cause is the
 * model's own error.
 *
 * @example
 * const judge = langChainJudge(new ChatOpenAI({ model: "gpt-4o-mini", temperature: 0 }));
 * await evaluate({ dataset, task, scoringMetrics: [new AnswerRelevance({ model: judge })] });
 */
export function langChainJudge(model: ChatModel, options: JudgeOptions = {}): SdkModel {
  return new LangChainJudge(model, options);
}

type ResponseFormat = Parameters<SdkModel["generateString"]>[1];

class LangChainJudge extends OpikBaseModel {
  // A `#` field, because a metric that the SDK logs holds its model, which may hold a key.
  readonly #model: ChatModel;
  readonly #isStructured: boolean;
  #handler: OpikCallbackHandler | undefined;

  constructor(model: ChatModel, { handler, structuredOutput = true }: JudgeOptions) {
    super(nameOf(model));
    this.#model = model;
    this.#handler = handler;
    this.#isStructured = structuredOutput;
  }

  async generateString(input: string, format?: ResponseFormat, options?: JsonObject): Promise<string> {
    const { text } = await this.#ask([{ role: "user", content: input }], format, options);
    return text;
  }

  async generateProviderResponse(messages: OpikMessage[], options: JsonObject = {}): Promise<JudgeAnswer> {
    const { output, ...settings } = options;
    return this.#ask(messages, await jsonSchemaOf(output), settings);
  }

  async #ask(messages: readonly OpikMessage[], format: unknown, settings: JsonObject = {}): Promise<JudgeAnswer> {
    try {
      const asked = langChainMessages(messages);
      const asSet = callSettings(settings);
      tellUnheeded(this.#model, this.modelName, asSet);
      const options = { ...asSet, ...this.#askOptions() };
      const structured = this.#isStructured && format !== undefined ? structuredModel(this.#model, format) : undefined;
      if (structured === undefined) return textAnswer(await this.#model.invoke(asked, options), format !== undefined);
      return structuredAnswer(await structured.invoke(asked, options));
    } catch (error) {
      const reason = tryOr(() => (error instanceof Error ? error.message : String(error)), "unknown");
      throw new ModelGenerationError(
        `The judge ${this.modelName} failed: ${reason}`,
        error instanceof Error ? error : undefined,
      );
    }
  }

  /** The tag hides the runs that LangChain makes around the model for a format. */
  #askOptions(): AskOptions {
    this.#handler ??= new OpikCallbackHandler();
    return { callbacks: [this.#handler], tags: ["langsmith:hidden"] };
  }
}

function nameOf(model: unknown): string {
  return tryOr(() => readName(model), undefined) ?? "LangChain model";
}

/** A runnable made from a model holds the model as `bound`, or as the first of several. */
function readName(model: unknown): string | undefined {
  if (!isObject(model)) return undefined;
  return firstText(model, "model", "modelName", "modelId") ?? readName(model.bound) ?? readName(model.runnable);
}

interface StructuredModel {
  invoke(messages: unknown, options: AskOptions): Promise<unknown>;
}

/** Undefined where the model can't be held to a format. */
function structuredModel(model: unknown, format: unknown): StructuredModel | undefined {
  const withStructuredOutput = isObject(model) ? model.withStructuredOutput : undefined;
  if (typeof withStructuredOutput !== "function") return undefined;
  const structured = tryOr(
    (): unknown => Reflect.apply(withStructuredOutput, model, [format, { includeRaw: true }]),
    undefined,
  );
  return isStructuredModel(structured) ? structured : undefined;
}

function isStructuredModel(value: unknown): value is StructuredModel {
  return isObject(value) && typeof value.invoke === "function";
}

/**
 * LangChain gives the message together with what it parsed from it, which is null where the message holds no such
 * object. A few models give only the object.
 */
function structuredAnswer(answer: unknown): JudgeAnswer {
  if (!isObject(answer)) throw new Error("its answer contains no object");
  const { raw, parsed } = "raw" in answer ? answer : { parsed: answer };
  return isObject(parsed) ? { text: JSON.stringify(parsed), output: parsed } : textAnswer(raw, true);
}

function textAnswer(message: unknown, asksForObject: boolean): JudgeAnswer {
  const text = textOfContent(jsonObjectAt(message).content);
  if (text === "") throw new Error("its answer contains no text");
  return asksForObject ? { text, output: objectIn(text) } : { text };
}

/** The object that a text holds, among words and in a block of code too. */
function objectIn(text: string): unknown {
  const json = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  return tryOr((): unknown => JSON.parse(json), undefined);
}

/** The SDK asks for a format with an `Output` of the AI SDK. */
async function jsonSchemaOf(output: unknown): Promise<unknown> {
  const format = isObject(output) ? await output.responseFormat : undefined;
  return isJsonObject(format) ? format.schema : undefined;
}
