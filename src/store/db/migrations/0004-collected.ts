import type { TableNames } from "../table-names.js";
import type { Migration } from "./migration.js";

/**
 * What a store needs to accept Opik's own calls: feedback scores, records that are known only in part, and quick lists.
 */
export const collected: Migration = {
  version: 4,
  name: "collected",
  statements: (names) => [
    scoresTable(names),
    objectsTable(names),
    ...[names.traces, names.spans].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN is_partial boolean NOT NULL DEFAULT false`,
      `COMMENT ON COLUMN ${table}.is_partial IS 'Whether it was updated before it was written, so that much of it is not known.'`,
    ]),
    ...indexes(names),
    ...comments(names),
  ],
};

function scoresTable({ scores }: TableNames): string {
  return `CREATE TABLE ${scores} (
  entity_type text NOT NULL,
  entity_id text NOT NULL,
  name text NOT NULL,
  project text,
  value double precision NOT NULL,
  reason text,
  category text,
  source text,
  last_updated_at timestamptz NOT NULL,
  PRIMARY KEY (entity_type, entity_id, name)
)`;
}

function objectsTable({ opikObjects }: TableNames): string {
  return `CREATE TABLE ${opikObjects} (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  parent_id uuid,
  name text,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL
)`;
}

function indexes({ traces, spans, attachments, scores, opikObjects }: TableNames): string[] {
  const newestFirst = "start_time DESC, id DESC";
  // A database uses an index only where a query says its condition in the same words: those of told-sql.ts.
  const counts = (name: string) =>
    `jsonb_typeof(metadata->'summary'->'${name}') = 'number' AND metadata->'summary'->'${name}' > '0'::jsonb`;
  return [
    `CREATE INDEX ${traces}_project ON ${traces} (project, ${newestFirst})`,
    `CREATE INDEX ${traces}_failed ON ${traces} (${newestFirst}) WHERE status = 'error'`,
    `CREATE INDEX ${traces}_open ON ${traces} (${newestFirst}) WHERE status = 'open'`,
    `CREATE INDEX ${traces}_retried ON ${traces} (${newestFirst}) WHERE ${counts("retries")}`,
    `CREATE INDEX ${traces}_fell_back ON ${traces} (${newestFirst}) WHERE ${counts("fallbacks")}`,
    `CREATE INDEX ${traces}_duration ON ${traces} (duration_ms) WHERE duration_ms IS NOT NULL`,
    `CREATE INDEX ${traces}_tokens ON ${traces} (total_tokens) WHERE total_tokens IS NOT NULL`,
    `CREATE INDEX ${spans}_costs ON ${spans} (trace_id) INCLUDE (cost, estimated_cost) WHERE cost IS NOT NULL OR estimated_cost IS NOT NULL`,
    `CREATE INDEX ${attachments}_entity ON ${attachments} (entity_id)`,
    `CREATE INDEX ${attachments}_waiting ON ${attachments} (entity_id) WHERE entity_type = 'span' AND trace_id = entity_id`,
    `CREATE INDEX ${opikObjects}_name ON ${opikObjects} (kind, lower(name))`,
    `CREATE INDEX ${opikObjects}_parent ON ${opikObjects} (parent_id)`,
    `CREATE INDEX ${scores}_written ON ${scores} (last_updated_at)`,
  ];
}

const SCORE_COMMENTS = {
  entity_type: "What was scored: trace, span or thread.",
  entity_id: "Its id.",
  name: "Name of the score.",
  project: "Opik project of what was scored.",
  value: "The score.",
  reason: "Why, in words.",
  category: "Name of the category that the value stands for.",
  source: "Who scored: ui, sdk or online_scoring.",
  last_updated_at: "When it was scored last.",
};

const OBJECT_COMMENTS = {
  id: "Its id.",
  kind: "project, thread, dataset, dataset_item, experiment or experiment_item.",
  parent_id: "What it is part of, such as the dataset of an item.",
  name: "Its name.",
  body: "All of it, with the names of Opik.",
  created_at: "When it was stored first.",
};

function comments({ scores, opikObjects }: TableNames): string[] {
  return [
    `COMMENT ON TABLE ${opikObjects} IS 'What the SDK of Opik keeps beside traces, such as datasets and experiments.'`,
    ...Object.entries(OBJECT_COMMENTS).map(
      ([column, text]) => `COMMENT ON COLUMN ${opikObjects}.${column} IS '${text}'`,
    ),
    `COMMENT ON TABLE ${scores} IS 'Feedback scores of traces, spans and threads: the newest of each name.'`,
    ...Object.entries(SCORE_COMMENTS).map(([column, text]) => `COMMENT ON COLUMN ${scores}.${column} IS '${text}'`),
  ];
}
