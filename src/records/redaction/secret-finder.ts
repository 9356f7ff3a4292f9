import type { Effort } from "./effort.js";
import { HiddenParts } from "./hidden-parts.js";
import type { Look, Reading, SecretKind } from "./secret-kind.js";
import { TextFinder } from "./text-finder.js";

/** No text that people read has so many secrets of a kind: everything after them is treated as more of the same. */
const MAX_SECRETS = 10_000;

interface Sign {
  /** The index of its kind in the stage. */
  readonly kind: number;
  readonly length: number;
}

interface Stage {
  readonly kinds: readonly SecretKind[];
  /** For each ending that was found, the marks of these kinds that end that way. */
  readonly signs: readonly (readonly Sign[] | undefined)[];
}

/**
 * Hides secrets of several kinds. It reads a text once for the fixed texts of all kinds, and once for each kind that
 * has none.
 */
export class SecretFinder {
  readonly #stages: readonly Stage[];
  readonly #finder: TextFinder;

  /** @param stages - kinds of secrets; those of later stages know what those of earlier ones have hidden */
  constructor(stages: readonly (readonly SecretKind[])[]) {
    const texts = stages.flat().flatMap(({ signs = [] }) => signs);
    this.#finder = new TextFinder(texts);
    const endings = this.#finder.endings.map((indexes) => indexes.map((index) => texts[index] ?? ""));
    this.#stages = stages.map((kinds) => ({ kinds, signs: endings.map((ending) => signsOf(kinds, ending)) }));
  }

  /** The text with a mark for each secret in it, and for all the rest once the effort is used up. */
  withoutSecrets(text: string, mark: string, effort: Effort): string {
    if (effort.isSpent()) return mark;
    const reading = { text, effort, hidden: new HiddenParts(text, mark) };
    const found = this.#finder.find(text, effort.left);
    effort.spend(found.length / 2);
    if (effort.isSpent()) reading.hidden.hideRest(found.at(-1) ?? 0);
    for (const stage of this.#stages) {
      if (found.length > 0) lookAtSigns(reading, stage, found);
      for (const { form, lookIn } of stage.kinds) {
        if (form !== undefined) lookAtForms(new Search(reading, lookIn(reading)), text, form);
      }
    }
    return reading.hidden.toString();
  }
}

function signsOf(kinds: readonly SecretKind[], texts: readonly string[]): readonly Sign[] | undefined {
  const signs = kinds.flatMap(({ signs: own = [] }, kind) =>
    own.filter((text) => texts.includes(text)).map(({ length }) => ({ kind, length })),
  );
  return signs.length === 0 ? undefined : signs;
}

function lookAtSigns(reading: Reading, { kinds, signs }: Stage, found: Int32Array): void {
  const searches: (Search | undefined)[] = [];
  for (let index = 0; index < found.length; index += 2) {
    const here = signs[found[index] ?? 0];
    if (here === undefined) continue;
    const end = found[index + 1] ?? 0;
    for (let sign = here[0], next = 1; sign !== undefined; sign = here[next++]) {
      const search = searches[sign.kind] ?? searchFor(reading, kinds[sign.kind]);
      searches[sign.kind] = search;
      if (!search.lookAt(end - sign.length, end)) return;
    }
  }
}

function searchFor(reading: Reading, kind: SecretKind | undefined): Search {
  return new Search(reading, kind?.lookIn(reading) ?? (() => undefined));
}

function lookAtForms(search: Search, text: string, form: RegExp): void {
  form.lastIndex = 0;
  for (let found = form.exec(text); found !== null; found = form.exec(text)) {
    if (!search.lookAt(found.index, form.lastIndex)) return;
  }
}

/** Looks for one kind of secret in a text. */
class Search {
  readonly #reading: Reading;
  readonly #look: Look;
  #found = 0;
  /** The end of the last secret that was found. */
  #end = 0;

  constructor(reading: Reading, look: Look) {
    this.#reading = reading;
    this.#look = look;
  }

  /** @returns whether there is more to look at; otherwise all that follows is hidden */
  lookAt(from: number, to: number): boolean {
    if (from < this.#end) return true;
    const { effort, hidden } = this.#reading;
    if (from >= hidden.rest) return false;
    const part = this.#look(from, to);
    if (part !== undefined) {
      this.#end = part.to;
      if (hidden.hide(part)) this.#found += 1;
    }
    if (this.#found < MAX_SECRETS && !effort.isSpent()) return true;
    hidden.hideRest(Math.max(to, this.#end));
    return false;
  }
}
