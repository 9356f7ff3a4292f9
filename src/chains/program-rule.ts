import { warnOnce } from "../logging/warn-once.js";

/**
 * The verdict of a rule that the program gave, or the default without one. A rule that throws or returns nothing counts
 * as not given, so that its error does not hide the one that it was asked about.
 */
export function ruleSays(name: string, rule: () => boolean | undefined, without: () => boolean): boolean {
  try {
    return rule() ?? without();
  } catch {
    warnOnce(`rule:${name}`, `${name} threw; the errors that it throws for are judged as if it were not given.`);
    return without();
  }
}
