import type { Migration } from "./migration.js";
import { createRecordTable } from "./partitioned-tables.js";

/** Images, sounds and files that traces and spans name. */
export const attachments: Migration = {
  version: 2,
  name: "attachments",
  statements: (names) => [
    ...createRecordTable(names, "attachments", COLUMNS),
    `CREATE INDEX ${names.attachments}_trace ON ${names.attachments} (trace_id)`,
    `CREATE INDEX ${names.attachments}_start ON ${names.attachments} (start_time)`,
  ],
};

const COLUMNS = `
  id uuid,
  trace_id uuid NOT NULL,
  entity_type text NOT NULL,
  entity_id uuid NOT NULL,
  name text NOT NULL,
  mime_type text NOT NULL,
  content bytea NOT NULL,
  start_time timestamptz NOT NULL`;
