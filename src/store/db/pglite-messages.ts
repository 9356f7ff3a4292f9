import type { Param, Row } from "./db.js";

/** To the thread that holds the database. Without `sql`: close it. */
export interface PgliteRequest {
  readonly id: number;
  readonly sql?: string;
  readonly params: readonly Param[];
}

/** From that thread. The answer with id 0 says that the database is open. */
export type PgliteAnswer = { readonly id: number } & (
  | { readonly rows: readonly Row[] }
  | { readonly error: { readonly message: string; readonly code: string | undefined } }
);
