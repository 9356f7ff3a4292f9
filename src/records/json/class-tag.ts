/**
 * What the language itself calls an object: "Date", "Map", "Uint8Array", "Error". Unlike `instanceof` it holds for
 * objects of another realm. An object may lie about it; the methods that are then called on it throw.
 */
export function classTag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
