import { tellOnce } from "../logging/notices.js";

/**
 * What a rule of the program says of an error, or what is said without one. The rule's own fault must not hide the
 * error that it was asked about: where it throws, or says nothing, it is as if there were none.
 */
export function ruleSays(name: string, rule: () => boolean | undefined, without: () => boolean): boolean {
  try {
    return rule() ?? without();
  } catch {
    tellOnce(`rule:${name}`, `${name} threw; the errors that it throws for are judged as if it were not given.`);
    return without();
  }
}
