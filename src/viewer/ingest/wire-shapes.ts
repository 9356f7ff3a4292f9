import { isoTime } from "../../records/clock.js";
import { microsOfUuid } from "../../records/iso-time.js";
import { OPTIONS } from "../../settings/options/option-table.js";
import type { FeedbackScore } from "../../store/opik/find-scores.js";
import type { FoundSpan, FoundTrace } from "../../store/opik/search-records.js";
import { projectId } from "./opik-ids.js";

/** A trace as Opik's server returns it. */
export function wireTrace(found: FoundTrace, scores: readonly FeedbackScore[]) {
  const { sent, spans, llmSpans, cost, durationMs, promptTokens, completionTokens, totalTokens } = found;
  return {
    ...sent,
    ...placeOf(sent.project_name),
    created_at: createdAt(sent.id) ?? sent.start_time,
    span_count: spans,
    llm_span_count: llmSpans,
    visibility_mode: "default",
    ...(durationMs !== undefined && { duration: durationMs }),
    ...(cost !== undefined && { total_estimated_cost: cost }),
    ...(totalTokens !== undefined && {
      usage: { prompt_tokens: promptTokens ?? 0, completion_tokens: completionTokens ?? 0, total_tokens: totalTokens },
    }),
    ...(scores.length > 0 && { feedback_scores: scores.map(wireScore) }),
  };
}

/** A span as Opik's server gives it back. */
export function wireSpan({ sent, durationMs, cost }: FoundSpan, scores: readonly FeedbackScore[]) {
  return {
    ...sent,
    ...placeOf(sent.project_name),
    created_at: createdAt(sent.id) ?? sent.start_time,
    ...(durationMs !== undefined && { duration: durationMs }),
    ...(cost !== undefined && { total_estimated_cost: cost }),
    ...(scores.length > 0 && { feedback_scores: scores.map(wireScore) }),
  };
}

export function wireScore({ name, value, reason, category, source, scoredAt }: FeedbackScore) {
  return {
    ...{ name, value, source: source ?? "sdk", created_at: scoredAt, last_updated_at: scoredAt },
    ...(reason !== undefined && { reason }),
    ...(category !== undefined && { category_name: category }),
  };
}

/** A list that is requested page by page. */
export function wirePage(page: number, content: readonly unknown[], total: number) {
  return { page, size: content.length, total, content };
}

/** One page of all that there are. */
export function wirePageOf<Item>(
  { page, size }: { readonly page: number; readonly size: number },
  all: readonly Item[],
  shape: (item: Item) => unknown,
) {
  return wirePage(page, all.slice((page - 1) * size, page * size).map(shape), all.length);
}

export function projectOf(name: string | undefined): string {
  return name ?? OPTIONS.projectName.default;
}

function placeOf(project: string | undefined) {
  return { project_name: projectOf(project), project_id: projectId(projectOf(project)) };
}

function createdAt(id: string): string | undefined {
  const micros = microsOfUuid(id);
  return micros === undefined ? undefined : isoTime(micros);
}
