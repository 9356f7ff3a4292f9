import type { Migration } from "./migration.js";

/** Images, sounds and files that traces and spans name. */
export const attachments: Migration = {
  version: 2,
  name: "attachments",
  statements: ({ attachments: table }) => [
    `CREATE TABLE ${table} (
  id uuid PRIMARY KEY,
  trace_id uuid NOT NULL,
  entity_type text NOT NULL,
  entity_id uuid NOT NULL,
  name text NOT NULL,
  mime_type text NOT NULL,
  content bytea NOT NULL,
  start_time timestamptz NOT NULL
)`,
    `CREATE INDEX ${table}_trace ON ${table} (trace_id)`,
    `CREATE INDEX ${table}_start ON ${table} (start_time)`,
  ],
};
