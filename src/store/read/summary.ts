import type { Row } from "../db/db.js";
import { isoSql, numberSql } from "../db/sql-values.js";
import { isStatus, type Status } from "../write/status.js";
import { presentNumbers, presentTexts, textIn, textsIn } from "./row-fields.js";

/** A trace or a span in a list: everything but its input, output and metadata. Unknown fields are absent. */
export interface RecordSummary {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  /** ISO 8601, UTC, microseconds. */
  readonly startTime: string;
  readonly endTime?: string;
  readonly durationMs?: number;
  readonly agent?: string;
  readonly agentTier?: string;
  readonly userId?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
  /** Of a trace: the model that answered last. */
  readonly model?: string;
  readonly provider?: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly totalTokens?: number;
  /** Time to the first token, in milliseconds. */
  readonly ttftMs?: number;
  readonly project?: string;
  readonly environment?: string;
  readonly tags: readonly string[];
}

/** The fields that may be absent, and their columns. */
const TEXTS = {
  agent: "agent",
  agentTier: "agent_tier",
  userId: "user_id",
  errorType: "error_type",
  errorMessage: "error_message",
  model: "model",
  provider: "provider",
  project: "project",
  environment: "environment",
} as const;
const NUMBERS = {
  durationMs: "duration_ms",
  promptTokens: "prompt_tokens",
  completionTokens: "completion_tokens",
  totalTokens: "total_tokens",
  ttftMs: "ttft_ms",
} as const;

/** What to select for `summaryOf`, from a table that the statement calls `r`, beside its `start_text`. */
export const SUMMARY_SQL = [
  ...["id::text", "name", "status", "tags", ...Object.values(TEXTS)].map((column) => `r.${column}`),
  ...Object.values(NUMBERS).map((column) => `${numberSql(`r.${column}`)} AS ${column}`),
  `${isoSql("r.end_time")} AS end_text`,
].join(", ");

export function summaryOf(row: Row): RecordSummary {
  const status = textIn(row, "status");
  return {
    id: textIn(row, "id"),
    name: textIn(row, "name"),
    status: isStatus(status) ? status : "open",
    startTime: textIn(row, "start_text"),
    tags: textsIn(row, "tags"),
    ...presentTexts(row, { ...TEXTS, endTime: "end_text" }),
    ...presentNumbers(row, NUMBERS),
  };
}
