/** Names are short; a longer text is not a misspelling of one. */
const MAX_LENGTH = 60;

/** The known name that was probably meant; undefined where none is like it. */
function nearestName(given: string, known: readonly string[]): string | undefined {
  if (given.length > MAX_LENGTH) return undefined;
  const [nearest] = known
    .map((name) => ({ name, distance: distance(comparable(given), comparable(name)) }))
    .sort((one, other) => one.distance - other.distance);
  return nearest !== undefined && nearest.distance <= given.length * 0.4 ? nearest.name : undefined;
}

/** `project_name`, `ProjectName` and `PROJECT-NAME` are one name. */
function comparable(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9.]/g, "");
}

/** How many letters to add, remove or replace; counted as very few where one name is a part of the other. */
function distance(given: string, known: string): number {
  const key = known.slice(known.indexOf(".") + 1);
  if (given === key) return 0;
  const isPart = given.length >= 3 && (key.includes(given) || given.startsWith(key));
  return isPart ? 1 : editDistance(given, known);
}

/** Levenshtein's distance, a row of its table at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (other[column - 1] === one[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** How messages show an unknown name: `projct (did you mean projectName?)`. */
export function withNearestName(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  const shown = given.length > MAX_LENGTH ? `${given.slice(0, MAX_LENGTH)}…` : given;
  return nearest === undefined ? shown : `${shown} (did you mean ${nearest}?)`;
}
