import type { TableNames } from "../table-names.js";

/** One step of the schema. A step that was released is never changed: a new one follows it. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** SQL that PostgreSQL 15 knows, one statement an entry. */
  readonly statements: (names: TableNames) => readonly string[];
}
