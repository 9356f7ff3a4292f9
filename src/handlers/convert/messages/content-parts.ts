import {
  asJsonObject,
  asList,
  asParts,
  asText,
  isJsonObject,
  type JsonObject,
} from "../../../records/json/json-object.js";
import { builtInInputs, hasToolCalls, lacksInput } from "../tools/tool-calls.js";
import { mediaPart } from "./media-parts.js";
import type { ReadMessage } from "./read-message.js";
import { shownSound } from "./shown-media.js";

/**
 * Content in the form that Opik's chat view accepts: a text, or parts of the types text, image_url, input_audio and
 * file.
 */
export type RenderedContent = string | readonly unknown[];

/** What a message says: its content, what a model said aloud, and the steps of its built-in tools, such as a search. */
export function renderMessage({ content, source }: ReadMessage): RenderedContent {
  const { audio, refusal, tool_outputs } = asJsonObject(source.additional_kwargs);
  const inputs = builtInInputs(source);
  const hidesCalls = inputs.length > 0 || hasToolCalls(source);
  const said = renderContent(withInputs(content, inputs), hidesCalls);
  const beside = [
    ...(isJsonObject(audio) ? spokenParts(audio) : []),
    ...(said === "" && asText(refusal) !== undefined ? [refusalPart(refusal)] : []),
    ...asParts(tool_outputs).map(renderPart),
  ];
  if (beside.length === 0) return said;
  const parts = typeof said === "string" ? (said === "" ? [] : [{ type: "text", text: said }]) : said;
  return unwrapText([...parts, ...beside]);
}

/** The content, in which the calls of built-in tools have their inputs. */
function withInputs(content: unknown, inputs: readonly unknown[]): unknown {
  if (inputs.length === 0) return content;
  const left = [...inputs];
  return asParts(content).map((part) =>
    lacksInput(part) && left.length > 0 ? { ...part, input: left.shift() } : part,
  );
}

/** The text of a message that can be read as one text: it has a single part, or was spoken. */
export function plainContent(message: ReadMessage): string | undefined {
  const rendered = renderContent(message.content, false);
  if (typeof rendered === "string" && rendered !== "") return rendered;
  if (typeof rendered !== "string") return rendered.length === 1 ? asText(asJsonObject(rendered[0]).text) : undefined;
  const { audio } = asJsonObject(message.source.additional_kwargs);
  return asText(asJsonObject(audio).transcript);
}

// Parts that models repeat in their content although they are read as tool calls.
const CALLS = new Set(["tool_use", "tool_call", "tool_call_chunk", "function_call", "input_json_delta"]);

/** Converts every provider's content blocks, and LangChain's own, to the parts that Opik shows. */
function renderContent(content: unknown, hidesCalls: boolean): RenderedContent {
  if (typeof content === "string") return content;
  if (content === undefined || content === null) return "";
  if (!Array.isArray(content)) return [content];
  return unwrapText(
    asParts(content)
      .filter((part) => !(hidesCalls && isCall(part)) && !isSilentThought(part))
      .map(renderPart),
  );
}

function unwrapText(parts: readonly unknown[]): RenderedContent {
  const [only] = parts;
  if (parts.length === 0) return "";
  const isText = parts.length === 1 && isJsonObject(only) && only.type === "text" && Object.keys(only).length === 2;
  return isText && typeof only.text === "string" ? only.text : parts;
}

// How OpenAI's models report that they reasoned, but not how.
function isSilentThought(part: unknown): boolean {
  return isThought(part) && part.type !== "redacted_thinking" && reasoningText(part) === "";
}

function isCall(part: unknown): boolean {
  return isJsonObject(part) && (CALLS.has(asText(part.type) ?? "") || isJsonObject(part.functionCall));
}

function renderPart(part: unknown): unknown {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isJsonObject(part)) return part;
  switch (part.type) {
    case "text":
    case "text_delta":
    case "output_text":
    case "input_text":
      return { type: "text", text: part.text, ...sources(part) };
    case "reasoning":
    case "thinking":
    case "redacted_thinking":
    case "reasoning_content":
      return reasoningPart(reasoningText(part));
    case "refusal":
      return refusalPart(part.refusal);
    default:
      return mediaPart(part) ?? part;
  }
}

function refusalPart(refusal: unknown): JsonObject {
  return { type: "text", text: `[refusal] ${asText(refusal) ?? ""}` };
}

// The sources of the text, as OpenAI and LangChain or as Anthropic name them.
function sources({ annotations, citations }: JsonObject): JsonObject {
  return {
    ...(asList(annotations).length > 0 && { annotations }),
    ...(asList(citations).length > 0 && { citations }),
  };
}

const THOUGHTS = new Set(["reasoning", "thinking", "redacted_thinking", "reasoning_content"]);

/** Whether a part of a message's content is a model's reasoning, not its answer. */
export function isThought(part: unknown): part is JsonObject {
  return isJsonObject(part) && THOUGHTS.has(asText(part.type) ?? "");
}

/** A model's reasoning, as a part that Opik shows. */
export function reasoningPart(thought: string): JsonObject {
  return { type: "text", text: `[reasoning] ${thought === "" ? "not told" : thought}` };
}

/** A model's reasoning, as far as it is reported. */
export function reasoningText(part: JsonObject): string {
  const direct = asText(part.reasoning) ?? asText(part.thinking) ?? asText(part.reasoning_content);
  const inLists = [part.summary, part.thinking].flatMap(asList).map((one) => asText(asJsonObject(one).text) ?? "");
  return direct ?? asText(asJsonObject(part.reasoningText).text) ?? inLists.join("\n");
}

/** OpenAI's models that speak; a history keeps only the id of what was said. */
function spokenParts(audio: JsonObject): readonly unknown[] {
  const { id, data, transcript } = audio;
  const sound = asText(data);
  return [
    ...(asText(transcript) === undefined ? [] : [{ type: "text", text: transcript }]),
    ...(sound === undefined ? [] : [shownSound({ data: sound, type: undefined, name: undefined }, formatOf(sound))]),
    ...(sound === undefined && asText(id) !== undefined ? [{ type: "input_audio", input_audio: { id } }] : []),
  ];
}

/** How the base64 form of a sound begins. */
const SOUND_HEADS: ReadonlyArray<readonly [head: string, format: string]> = [
  ["UklGR", "wav"],
  ["SUQz", "mp3"],
  ["//", "mp3"],
  ["T2dnUw", "ogg"],
  ["ZkxhQ", "flac"],
];

// The answer does not name it. Sound without a header is raw samples.
function formatOf(data: string): string {
  const head = data.slice(0, 8);
  return SOUND_HEADS.find(([start]) => head.startsWith(start))?.[1] ?? "pcm16";
}
