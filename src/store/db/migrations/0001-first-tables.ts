import type { TableNames } from "../table-names.js";
import type { Migration } from "./migration.js";
import { createRecordTable, createStartTimes } from "./partitioned-tables.js";

export const firstTables: Migration = {
  version: 1,
  name: "first tables",
  statements: (names) => [
    ...createRecordTable(names, "traces", TRACE_COLUMNS),
    ...createRecordTable(names, "spans", SPAN_COLUMNS),
    ...indexes(names),
    agentLatencyView(names),
    ...createStartTimes(names),
  ],
};

const SHARED_COLUMNS = `
  id uuid,
  project text,
  name text NOT NULL,
  agent text,
  agent_tier text,
  user_id text,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  duration_ms double precision,
  status text NOT NULL,
  error_type text,
  error_message text,
  error_traceback text,
  model text,
  provider text,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  ttft_ms double precision,
  tags text[] NOT NULL,
  source text,
  environment text,
  input jsonb,
  output jsonb,
  metadata jsonb,
  last_updated_at timestamptz NOT NULL`;

const TRACE_COLUMNS = `${SHARED_COLUMNS},
  thread_id text`;

const SPAN_COLUMNS = `${SHARED_COLUMNS},
  trace_id uuid NOT NULL,
  parent_span_id uuid,
  kind text NOT NULL,
  usage jsonb,
  cache_read_tokens bigint,
  cache_write_tokens bigint,
  cache_hit boolean NOT NULL,
  cost double precision,
  attempt_number integer,
  attempt_kind text`;

function indexes({ traces, spans }: TableNames): string[] {
  return [
    `CREATE INDEX ${traces}_start ON ${traces} (start_time DESC, id DESC)`,
    `CREATE INDEX ${traces}_thread ON ${traces} (thread_id, start_time DESC) WHERE thread_id IS NOT NULL`,
    `CREATE INDEX ${traces}_tags ON ${traces} USING gin (tags)`,
    `CREATE INDEX ${spans}_trace ON ${spans} (trace_id)`,
    `CREATE INDEX ${spans}_start ON ${spans} (start_time DESC, id DESC)`,
    `CREATE INDEX ${spans}_name ON ${spans} (name, start_time DESC)`,
    `CREATE INDEX ${spans}_agent ON ${spans} (agent, start_time DESC) WHERE agent IS NOT NULL`,
    `CREATE INDEX ${spans}_model ON ${spans} (model, start_time DESC) WHERE model IS NOT NULL`,
    `CREATE INDEX ${spans}_failed ON ${spans} (start_time DESC) WHERE status = 'error'`,
    `CREATE INDEX ${spans}_attempts ON ${spans} (start_time DESC) WHERE attempt_number > 1`,
    `CREATE INDEX ${spans}_tags ON ${spans} USING gin (tags)`,
  ];
}

// Everything below an agent carries the agent's name: its run is the outermost that does.
function agentLatencyView({ agentLatency, traces, spans, partitions }: TableNames): string {
  const ofSameTrace = partitions === "day" ? " AND p.trace_id = s.trace_id" : "";
  return `CREATE VIEW ${agentLatency} AS
WITH agent_runs AS (
  SELECT agent, agent_tier, start_time, duration_ms, status FROM ${traces} WHERE agent IS NOT NULL
  UNION ALL
  SELECT s.agent, s.agent_tier, s.start_time, s.duration_ms, s.status
  FROM ${spans} s
  LEFT JOIN ${spans} p ON p.id = s.parent_span_id${ofSameTrace}
  LEFT JOIN ${traces} t ON t.id = s.trace_id AND s.parent_span_id IS NULL
  WHERE s.agent IS NOT NULL AND COALESCE(p.agent, t.agent) IS DISTINCT FROM s.agent
)
SELECT
  agent,
  agent_tier,
  count(*) AS runs,
  count(*) FILTER (WHERE status = 'error') AS errors,
  avg(duration_ms) AS mean_ms,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95_ms,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ms) AS p99_ms,
  min(start_time) AS first_start,
  max(start_time) AS last_start
FROM agent_runs
WHERE duration_ms IS NOT NULL
GROUP BY agent, agent_tier`;
}
