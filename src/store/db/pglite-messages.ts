import type { Param, Row, SqlStatement } from "./db.js";

/** Work for an embedded database, sent to the thread that holds it and to the process that owns it. */
export type PgliteWork =
  | { readonly kind: "query"; readonly sql: string; readonly params: readonly Param[] }
  | { readonly kind: "transaction"; readonly statements: readonly SqlStatement[] };

/** Its result. */
export type PgliteResult =
  | { readonly rows: readonly Row[] }
  | { readonly error: { readonly message: string; readonly code: string | undefined } };

/** To the thread that holds the database. `json` is work, as another process sent it. */
export type PgliteRequest = { readonly id: number } & (
  | PgliteWork
  | { readonly kind: "encoded"; readonly json: Uint8Array }
  | { readonly kind: "close" }
);

/** From that thread. The answer with id 0 says that the database is open; `json` is a result. */
export type PgliteAnswer = { readonly id: number } & (PgliteResult | { readonly json: Uint8Array });

/** What starts the thread. */
export interface PgliteStart {
  readonly folder: string;
  /** Where a new database is made; it gets its final name when it is complete. */
  readonly makeIn?: string;
}
