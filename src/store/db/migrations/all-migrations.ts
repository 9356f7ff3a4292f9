import { firstTables } from "./0001-first-tables.js";
import type { Migration } from "./migration.js";

/** In order, without a gap. */
export const MIGRATIONS: readonly Migration[] = [firstTables];
