import type { Row } from "../db/db.js";

// A statement of ours that returns something else is a bug, not bad data: hence the exceptions.

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw wrongType(column, "text");
  return value;
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw wrongType(column, "a number");
  return value;
}

export function textsIn(row: Row, column: string): readonly string[] {
  const value = row[column];
  if (!Array.isArray(value)) throw wrongType(column, "a list");
  return value.filter((item) => typeof item === "string");
}

type Present<Fields, Value> = { readonly [Field in keyof Fields]?: Value };

/** Those of the given fields whose columns the row has. */
export function presentTexts<Fields extends Readonly<Record<string, string>>>(
  row: Row,
  fields: Fields,
): Present<Fields, string> {
  return present(row, fields, textIn);
}

/** Those of the given fields whose columns the row has. */
export function presentNumbers<Fields extends Readonly<Record<string, string>>>(
  row: Row,
  fields: Fields,
): Present<Fields, number> {
  return present(row, fields, numberIn);
}

function present<Fields extends Readonly<Record<string, string>>, Value>(
  row: Row,
  fields: Fields,
  read: (row: Row, column: string) => Value,
): Present<Fields, Value> {
  const found: { [Field in keyof Fields]?: Value } = {};
  for (const field in fields) {
    const column: string | undefined = fields[field];
    if (column !== undefined && !isAbsent(row[column])) found[field] = read(row, column);
  }
  return found;
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}

function wrongType(column: string, expected: string): TypeError {
  return new TypeError(`The database returned something other than ${expected} in the column ${column}.`);
}
