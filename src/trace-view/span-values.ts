import { asJsonObject, asList, asText, type JsonObject } from "../records/json/json-object.js";
import type { SpanRecord } from "../records/record.js";
import { cutText, type LongText, NO_TEXT } from "../terminal/long-text.js";
import { cellsOf } from "../terminal/terminal-text.js";
import { longText, saidText } from "./readable-value.js";
import { spanKind } from "./span-kind.js";

/** A run's input and output; an empty text where they are not recorded, or are shown elsewhere. */
export interface SpanValues {
  readonly input: LongText;
  readonly output: LongText;
}

export const NO_VALUES: SpanValues = { input: NO_TEXT, output: NO_TEXT };

const TOOL_RESULT_FIELDS = ["output", "status", "artifact"];
const LEAST_INPUT_SHARE = 0.4;
const ARROW = "→ ";

/**
 * The values of runs that do work. A chain only passes on the values of its runs, and the input of a model is the whole
 * conversation so far.
 */
export function spanValues(span: SpanRecord): SpanValues {
  switch (spanKind(span).word) {
    case "chain":
      return NO_VALUES;
    case "llm":
      return { input: NO_TEXT, output: longText(answerText(span.output)) };
    case "retrieval":
      return { input: longText(valueText(span.input)), output: longText(documentsText(span.output)) };
    case "tool":
    case "guardrail":
      return { input: longText(valueText(span.input)), output: longText(resultText(span.output)) };
  }
}

/** Both on one line of at most this many cells. A long input is cut so that the output can be read, too. */
export function valuesText({ input, output }: SpanValues, cells: number): string {
  if (output.text === "") return cutText(input, cells);
  const resultCells = ARROW.length + (output.moreCharacters > 0 ? cells : cellsOf(output.text));
  const given = cutText(input, Math.max(Math.floor(cells * LEAST_INPUT_SHARE), cells - resultCells - 1));
  const before = given === "" ? ARROW : `${given} ${ARROW}`;
  return before + cutText(output, cells - cellsOf(before));
}

function valueText(value: unknown): string {
  return value === undefined ? "" : saidText(value);
}

function answerText(output: unknown): string {
  const choice = asList(asJsonObject(output).choices)[0];
  if (choice === undefined) return valueText(output);
  const { content, tool_calls } = asJsonObject(asJsonObject(choice).message);
  const said = content === "" || content === null ? "" : valueText(content);
  return [said, ...asList(tool_calls).map((call) => callText(asJsonObject(call)))]
    .filter((text) => text !== "")
    .join(" ");
}

function callText({ function: asked }: JsonObject): string {
  const { name, arguments: given } = asJsonObject(asked);
  return `${asText(name) ?? "?"}(${asText(given) ?? ""})`;
}

function documentsText(output: unknown): string {
  const { documents } = asJsonObject(output);
  if (!Array.isArray(documents)) return valueText(output);
  const contents = documents.map((document) => valueText(asJsonObject(document).pageContent ?? document));
  return [`${documents.length} found`, ...contents].join(" · ");
}

/** What a tool returned, taken out of the message that LangChain wraps it in. */
function resultText(output: unknown): string {
  const shape = asJsonObject(output);
  const isMessage = "output" in shape && Object.keys(shape).every((key) => TOOL_RESULT_FIELDS.includes(key));
  return valueText(isMessage ? shape.output : output);
}
