import { asJsonObject, asList, type JsonObject } from "../../../src/records/json/json-object.js";
import type { AskedTool } from "./model-server.js";

/** An answer of OpenAI's Responses API. */
export interface ResponsesAnswer {
  readonly id: string;
  readonly model: string;
  readonly text: string | undefined;
  /** A summary of what the model thought, which comes before the text. */
  readonly thought: string | undefined;
  readonly tools: readonly AskedTool[];
  /** Left out of a stream's first part. */
  readonly usage: JsonObject;
}

/** The answer as one object. */
export function wholeResponse(answer: ResponsesAnswer): JsonObject {
  return { ...opening(answer), status: "completed", output: items(answer), usage: answer.usage };
}

/** The answer as the events of a stream; what comes before the end, and the end. */
export function responseEvents(answer: ResponsesAnswer): { readonly content: JsonObject[]; readonly end: JsonObject } {
  const content = items(answer).flatMap((item, index) => [
    { type: "response.output_item.added", output_index: index, item: { ...item, content: [], arguments: "" } },
    ...itemDeltas(item, index),
    { type: "response.output_item.done", output_index: index, item },
  ]);
  return {
    content: [{ type: "response.created", response: opening(answer) }, ...content],
    end: { type: "response.completed", response: wholeResponse(answer) },
  };
}

/** The question of a Responses request: the text of the last item of its `input`. */
export function responsesQuestion(body: JsonObject): unknown {
  const { content } = asJsonObject(asList(body.input).at(-1));
  const [part] = asList(content);
  return part === undefined ? content : asJsonObject(part).text;
}

function opening({ id, model }: ResponsesAnswer): JsonObject {
  return { id, object: "response", created_at: 1_700_000_000, model, status: "in_progress", output: [], error: null };
}

function items({ text, thought, tools }: ResponsesAnswer): JsonObject[] {
  const reasoning = { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: thought }] };
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text, annotations: [] }],
  };
  const calls = tools.map(({ id, name, args }) => ({
    id: `fc_${id}`,
    type: "function_call",
    call_id: id,
    name,
    arguments: JSON.stringify(args),
    status: "completed",
  }));
  return [...(thought === undefined ? [] : [reasoning]), ...(text === undefined ? [] : [message]), ...calls];
}

function itemDeltas(item: JsonObject, index: number): JsonObject[] {
  const place = { item_id: item.id, output_index: index };
  if (item.type === "function_call") {
    return [{ type: "response.function_call_arguments.delta", ...place, delta: item.arguments }];
  }
  if (item.type === "reasoning") {
    const { text } = asJsonObject(asList(item.summary)[0]);
    return [{ type: "response.reasoning_summary_text.delta", ...place, summary_index: 0, delta: text }];
  }
  const words = String(asJsonObject(asList(item.content)[0]).text).match(/\S+\s*/g) ?? [];
  return words.map((delta) => ({ type: "response.output_text.delta", ...place, content_index: 0, delta }));
}
