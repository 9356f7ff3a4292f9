import { firstTables } from "./0001-first-tables.js";
import { attachments } from "./0002-attachments.js";
import { toldInSql } from "./0003-told-in-sql.js";
import { collected } from "./0004-collected.js";
import type { Migration } from "./migration.js";

/** In order, without a gap. */
export const MIGRATIONS: readonly Migration[] = [firstTables, attachments, toldInSql, collected];
