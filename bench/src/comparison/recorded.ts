import { gunzipSync } from "node:zlib";
import { type JsonShape, shapeOf, shapesOf } from "../sink/json-shape.js";
import { multipartParts } from "../sink/multipart-parts.js";
import type { SinkRequest } from "../sink/traffic.js";

/** One trace, span or run as it stands at the server after all writes, whichever tracer wrote it. */
export interface Recorded {
  readonly name: string;
  readonly isRoot: boolean;
  readonly isModel: boolean;
  readonly hasEnded: boolean;
  readonly hasFailed: boolean;
  /** All of it, as JSON. */
  readonly text: string;
}

export interface Arrival extends SinkRequest {
  readonly encoding: string | undefined;
}

/** What a server of any of the tracers would have after these requests. */
export function recordedBy(arrivals: readonly Arrival[]): readonly Recorded[] {
  const fieldsOf = new Map<string, JsonShape>();
  const others: Recorded[] = [];
  for (const arrival of arrivals) {
    const request = { ...arrival, body: plainBody(arrival) };
    if (request.path.startsWith("/api/v1/private/")) mergeOpik(fieldsOf, request);
    else if (request.path.startsWith("/runs")) mergeLangsmith(fieldsOf, request);
    else if (request.path.endsWith("/v1/traces")) others.push(...spansOf(parsed(request.body)).map(ofOpenTelemetry));
  }
  return [
    ...[...fieldsOf].map(([key, fields]) => (key.startsWith("run ") ? ofLangsmith : ofOpik)(key, fields)),
    ...others,
  ];
}

export function plainBody({ body, encoding }: Arrival): Buffer {
  return encoding === "gzip" ? gunzipSync(body) : body;
}

function parsed(body: Buffer | string): JsonShape {
  try {
    return shapeOf(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

type Fields = Map<string, JsonShape>;

function merge(fieldsOf: Fields, key: string, fields: JsonShape): void {
  fieldsOf.set(key, { ...fieldsOf.get(key), ...fields });
}

function mergeOpik(fieldsOf: Fields, { path, body }: SinkRequest): void {
  const [, kinds = "", id] = /\/private\/(traces|spans)(?:\/([^/?]+))?/.exec(path) ?? [];
  if (kinds === "") return;
  const content = parsed(body);
  const records = id === "batch" ? shapesOf(content[kinds]) : [{ ...content, id: id ?? content.id }];
  for (const record of records) merge(fieldsOf, `${kinds} ${String(record.id)}`, record);
}

function mergeLangsmith(fieldsOf: Fields, { path, method, contentType, body }: SinkRequest): void {
  if (path === "/runs/multipart") {
    for (const { name, content } of multipartParts(contentType, body)) {
      const [, id = "", field] = name.split(".");
      merge(fieldsOf, `run ${id}`, field === undefined ? parsed(content) : { [field]: content });
    }
    return;
  }
  const content = parsed(body);
  const runs =
    path === "/runs/batch"
      ? [...shapesOf(content.post), ...shapesOf(content.patch)]
      : [{ ...content, ...(method === "PATCH" && { id: path.split("/").at(-1) }) }];
  for (const run of runs) merge(fieldsOf, `run ${String(run.id)}`, run);
}

function ofOpik(key: string, fields: JsonShape): Recorded {
  return {
    name: String(fields.name),
    isRoot: key.startsWith("traces"),
    isModel: fields.type === "llm",
    hasEnded: Boolean(fields.end_time),
    hasFailed: Boolean(fields.error_info),
    text: JSON.stringify(fields),
  };
}

function ofLangsmith(key: string, fields: JsonShape): Recorded {
  return {
    name: String(fields.name),
    isRoot: `run ${String(fields.trace_id)}` === key,
    isModel: fields.run_type === "llm",
    hasEnded: Boolean(fields.end_time),
    hasFailed: Boolean(fields.error),
    text: JSON.stringify(fields),
  };
}

function spansOf(content: JsonShape): readonly JsonShape[] {
  const scopes = shapesOf(content.resourceSpans).flatMap(({ scopeSpans }) => shapesOf(scopeSpans));
  return scopes.flatMap(({ spans }) => shapesOf(spans));
}

// OpenTelemetry sends a span when it has ended.
function ofOpenTelemetry(span: JsonShape): Recorded {
  const text = JSON.stringify(span);
  return {
    name: String(span.name),
    isRoot: !span.parentSpanId,
    isModel: /"(LLM|generation)"/.test(text),
    hasEnded: true,
    // Langfuse says so in an attribute of its own.
    hasFailed: shapeOf(span.status).code === 2 || /observation\.level","value":\{"stringValue":"ERROR"/.test(text),
    text,
  };
}
