import { type JsonShape, shapeOf, shapesOf } from "./json-shape.js";
import { multipartParts } from "./multipart-parts.js";
import type { SinkRequest } from "./traffic.js";

/** The ids of the traces that a request ends, whichever contender's protocol it speaks. */
export function endedTraces(request: SinkRequest): readonly string[] {
  const { method, path } = request;
  if (path.startsWith("/api/v1/private/traces")) return endedInOpik(request);
  if (method === "POST" && path === "/api/public/otel/v1/traces") return endedInOtlp(parsed(request.body));
  if (method === "POST" && path === "/runs/multipart") return endedInMultipart(request);
  if (method === "POST" && path === "/runs/batch") return endedInBatch(parsed(request.body));
  return [];
}

function endedInOpik({ method, path, body }: SinkRequest): readonly string[] {
  const content = parsed(body);
  if (method === "PATCH") return hasText(content.end_time) ? [path.slice(path.lastIndexOf("/") + 1)] : [];
  const traces = path.endsWith("/batch") ? shapesOf(content.traces) : [content];
  return traces.filter(({ end_time }) => hasText(end_time)).map(({ id }) => String(id));
}

// OpenTelemetry exports a span when it has ended, and the root last.
function endedInOtlp(content: JsonShape): readonly string[] {
  const scopes = shapesOf(content.resourceSpans).flatMap(({ scopeSpans }) => shapesOf(scopeSpans));
  const spans = scopes.flatMap((scope) => shapesOf(scope.spans));
  return spans.filter(({ parentSpanId }) => !hasText(parentSpanId)).map(({ traceId }) => String(traceId));
}

function endedInMultipart({ contentType, body }: SinkRequest): readonly string[] {
  const runs = multipartParts(contentType, body).filter(({ name }) => /^(post|patch)\.[^.]+$/.test(name));
  return runs.flatMap(({ name, content }) => endedRoot(parsed(content), name.slice(name.indexOf(".") + 1)));
}

function endedInBatch({ post, patch }: JsonShape): readonly string[] {
  return [...shapesOf(post), ...shapesOf(patch)].flatMap((run) => endedRoot(run, String(run.id)));
}

function endedRoot(run: JsonShape, id: string): readonly string[] {
  const isEnded = hasText(run.end_time) || typeof run.end_time === "number";
  return isEnded && (run.trace_id ?? id) === id ? [id] : [];
}

function hasText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function parsed(body: Buffer | string): JsonShape {
  return shapeOf(JSON.parse(body.toString()));
}
