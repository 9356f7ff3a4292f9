import type { TableNames } from "../table-names.js";
import type { Migration } from "./migration.js";

/**
 * What people need who write queries: why a call was made again, its estimated cost, and a description of every column.
 */
export const toldInSql: Migration = {
  version: 3,
  name: "told in SQL",
  statements: (names) => [
    `ALTER TABLE ${names.spans} ADD COLUMN attempt_reason text, ADD COLUMN estimated_cost double precision`,
    `UPDATE ${names.spans} SET attempt_reason = left(concat_ws(' ', metadata->'attempt'->'reason'->>'type',
  metadata->'attempt'->'reason'->>'status'), 500) WHERE attempt_number > 1`,
    `UPDATE ${names.traces} SET agent = name WHERE agent IS NULL AND name <> '' AND metadata->>'ls_integration' = 'langgraph'`,
    ...[...tableComments(names)].map(([table, text]) => `COMMENT ON TABLE ${table} IS ${quoted(text)}`),
    ...[...columnComments(names)].map(([column, text]) => `COMMENT ON COLUMN ${column} IS ${quoted(text)}`),
    `COMMENT ON VIEW ${names.agentLatency} IS ${quoted("Runs, errors and latencies of each agent. A run of an agent counts once, and not what is below it.")}`,
  ],
};

/** What traces and spans have in common. */
const SHARED_COMMENTS = {
  id: "Opik's id, a UUID of version 7: its first 48 bits are the start in milliseconds.",
  project: "Opik project that the record belongs to.",
  name: "Name of the run.",
  agent: "Agent that did the work, as its metadata names it. Of a trace without one: the name of its graph.",
  agent_tier: "Tier of the agent, such as gold.",
  user_id: "User on whose behalf the run was made.",
  start_time: "When the run began.",
  end_time: "When it ended; NULL while it is open.",
  duration_ms: "From start to end, in milliseconds; NULL while it is open.",
  status: "open, ok, error, or abandoned (it never reported an end).",
  error_type: "Type of the error that it failed with, such as RateLimitError.",
  error_message: "Message of that error.",
  error_traceback: "Stack of that error.",
  model: "Model that answered; of a trace, the one that answered last.",
  provider: "Provider of the model, in Opik's word.",
  prompt_tokens: "Tokens of the prompt, those from a cache among them; of a trace, of all its model calls.",
  completion_tokens: "Tokens of the answer; of a trace, of all its model calls.",
  total_tokens: "All tokens; of a trace, of all its model calls.",
  ttft_ms: "Time from the start to the first token, in milliseconds, where the answer was streamed.",
  tags: "Tags, each once.",
  source: "What the record comes from: sdk, experiment, playground or optimization.",
  environment: "Deployment, such as production.",
  input: "What the run was given.",
  output: "What it returned.",
  metadata: "Everything else, with Opik's and LangChain's keys.",
  last_updated_at: "When this was written; of two writes of one id the later one counts.",
};

const TRACE_COMMENTS = {
  ...SHARED_COMMENTS,
  thread_id: "Conversation that the trace is a turn of.",
};

const SPAN_COMMENTS = {
  ...SHARED_COMMENTS,
  trace_id: "Trace of the span. It may be stored later than its spans, or not at all, so it is no foreign key.",
  parent_span_id: "Span that this one hangs below; NULL directly below the trace. No foreign key, for the same reason.",
  kind: "chain, llm, tool, retrieval or guardrail.",
  usage: "All token counts that the provider reported, under its own names too.",
  cache_read_tokens: "Tokens of the prompt that came from the provider's cache.",
  cache_write_tokens: "Tokens of the prompt that went into the provider's cache.",
  cache_hit: "Whether LangChain's own cache answered.",
  cost: "Cost in dollars, where the answer or its record told it.",
  estimated_cost: "Cost in dollars by the list of prices when it was stored, where none was told and a price is known.",
  attempt_number: "Which try of a retried or fallen-back call this was, from 1; NULL where there was one only.",
  attempt_kind: "retry (the same again) or fallback (another candidate).",
  attempt_reason: "Why the try before failed: type of the error, and HTTP status, such as RateLimitError 429.",
};

const ATTACHMENT_COMMENTS = {
  id: "Id of the attachment.",
  trace_id: "Trace that it belongs to.",
  entity_type: "What it is attached to: trace or span.",
  entity_id: "Id of that trace or span.",
  name: "File name, as input or output name it.",
  mime_type: "Its media type, such as image/png.",
  content: "Its bytes.",
  start_time: "When its trace or span began.",
};

/** By table. */
function tableComments({ traces, spans, attachments, migrations }: TableNames): ReadonlyMap<string, string> {
  return new Map([
    [traces, "Traces of langchain-opik: a row is one outermost run."],
    [spans, "Spans of langchain-opik: a row is one run inside of a trace. Written when it ends, before its trace."],
    [attachments, "Images, sounds and files that traces and spans name."],
    [migrations, "Which versions of these tables langchain-opik has made."],
  ]);
}

/** By `table.column`: the columns that exist at this step, whatever later steps add. */
function columnComments({ traces, spans, attachments }: TableNames): ReadonlyMap<string, string> {
  const of = (table: string, comments: Readonly<Record<string, string>>) =>
    Object.entries(comments).map(([name, text]): [string, string] => [`${table}.${name}`, text]);
  return new Map([...of(traces, TRACE_COMMENTS), ...of(spans, SPAN_COMMENTS), ...of(attachments, ATTACHMENT_COMMENTS)]);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
