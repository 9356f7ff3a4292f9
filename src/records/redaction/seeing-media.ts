import { tryOr } from "../json/guarded-read.js";
import type { Media } from "../media/media.js";
import { currentMedia } from "../media/media-collector.js";
import type { RedactField } from "./redaction.js";

/**
 * Lets a program's own redactor see media as base64, although the data that it looks at contains only tokens. Where it
 * leaves the base64 as it is, nothing changes; where it hides or replaces it, no attachment is made.
 */
export function seeingMedia(redact: RedactField): RedactField {
  return (value, field) => {
    const collector = currentMedia();
    if (collector === undefined || collector.isEmpty) return redact(value, field);
    const tokens = new Map<string, string>();
    const real = mapTexts(value, (text) => {
      const media = collector.metAs(text);
      if (media === undefined) return text;
      const shown = dataUri(media);
      tokens.set(shown, text);
      return shown;
    });
    if (tokens.size === 0) return redact(value, field);
    const shown = redact(real, field);
    if (shown === real) return value;
    // The redactor may return values that are circular or throw: the writer can deal with that, and takes the media out
    // again.
    return tryOr(() => mapTexts(shown, (text) => tokens.get(text) ?? text), shown);
  };
}

function dataUri({ type, base64 }: Media): string {
  return `data:${type};base64,${base64}`;
}

/** The JSON data with other texts in it; the data itself where all of them stay. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  const members: [string, unknown][] = Object.entries(value);
  const mapped = members.map(([key, member]): [string, unknown] => [key, mapTexts(member, map)]);
  if (mapped.every(([, member], index) => member === members[index]?.[1])) return value;
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Array.isArray(value) ? mapped.map(([, member]) => member) : Object.fromEntries(mapped);
}
