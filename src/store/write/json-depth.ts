// The database's parser fails some thousand levels deep, and the embedded database does not survive that.
export const MAX_JSON_DEPTH = 500;

/** Whether a value of JSON is nested deeper than that. */
export function isTooDeep(value: unknown): boolean {
  return isDeeper(value, MAX_JSON_DEPTH);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
