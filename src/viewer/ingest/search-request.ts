import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import type { FieldCondition } from "../../store/opik/field-condition.js";
import type { SpanRecordSearch } from "../../store/opik/search-records.js";
import { Refusal } from "../http/refusal.js";
import { Fields } from "./fields.js";
import { present } from "./present.js";

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 2_000;

/** The search of a POST request. @throws Refusal 400 */
export function searchOf(body: JsonObject): SpanRecordSearch {
  const fields = new Fields(body, "", []);
  const limit = fields.number("limit") ?? DEFAULT_LIMIT;
  return {
    limit: Math.min(limit, MAX_LIMIT),
    ...present({
      project: fields.text("project_name"),
      traceId: fields.text("trace_id"),
      type: fields.oneOf("type", ["general", "tool", "llm", "guardrail"]),
      afterId: fields.text("last_retrieved_id"),
      window: windowOf(fields.time("from_time"), fields.time("to_time")),
    }),
    conditions: conditionsOf(fields.value("filters")),
  };
}

/** A page of a list by GET. */
export interface ListRequest {
  readonly page: number;
  readonly search: SpanRecordSearch;
}

const DEFAULT_SIZE = 10;

/** The requested page of a list. @throws Refusal 400 */
export function pageIn(query: URLSearchParams): { readonly page: number; readonly size: number } {
  return { page: countIn(query, "page", 1), size: countIn(query, "size", DEFAULT_SIZE) };
}

/** The search of a GET request for a list. @throws Refusal 400 */
export function listOf(query: URLSearchParams): ListRequest {
  const text = (name: string) => query.get(name) ?? undefined;
  const { page, size } = pageIn(query);
  const body = {
    limit: size,
    project_name: text("project_name"),
    trace_id: text("trace_id"),
    type: text("type"),
    from_time: text("from_time"),
    to_time: text("to_time"),
    filters: text("filters"),
  };
  return { page, search: { ...searchOf(body), offset: (page - 1) * size } };
}

function countIn(query: URLSearchParams, name: string, otherwise: number): number {
  const given = query.get(name);
  if (given === null) return otherwise;
  const count = Number(given);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Refusal(400, `${name} must be a number of 1 or more`);
}

/** A list of conditions; the SDK of Python sends it as text. @throws Refusal 400 */
export function conditionsOf(given: unknown): readonly FieldCondition[] {
  const list: unknown = typeof given === "string" ? parsedList(given) : (given ?? []);
  if (!Array.isArray(list) || !list.every(isJsonObject)) throw badFilters();
  return list.map((item) => {
    const fields = new Fields(item, "filters.", []);
    return {
      field: fields.text("field") ?? "",
      operator: fields.text("operator") ?? "",
      ...present({ key: fields.text("key"), value: fields.text("value") }),
    };
  });
}

function parsedList(text: string): unknown {
  try {
    return text === "" ? [] : JSON.parse(text);
  } catch {
    throw badFilters();
  }
}

function badFilters(): Refusal {
  return new Refusal(400, "Invalid filters query parameter: it must be a list of field, operator and value");
}

function windowOf(from: string | undefined, to: string | undefined) {
  return from === undefined && to === undefined ? undefined : present({ from, to });
}
