import type { SpanRecord } from "../records/record.js";
import type { MatcherContext } from "./matcher-context.js";
import type { TraceRecording } from "./trace-recording.js";

/** Expected fields of a span. Each may be a matcher of the test runner, such as `expect.stringContaining`. */
export type SpanFields = { readonly [Field in keyof SpanRecord]?: unknown };

export interface SpanMatch {
  readonly found: boolean;
  readonly message: string;
}

/** Looks for a span with these fields. */
export function matchSpan({ spans }: TraceRecording, expected: SpanFields, context: MatcherContext): SpanMatch {
  const { utils } = context;
  const testers = [utils.iterableEquality, utils.subsetEquality];
  const found = spans.some((span) => context.equals(span, expected, testers));
  const wanted = isNameAlone(expected)
    ? `named ${utils.printExpected(expected.name)}`
    : `like ${utils.printExpected(expected)}`;
  if (found) return { found, message: `Expected no span ${wanted}, but there is one.` };
  return { found, message: `Expected a span ${wanted}, but there is none.${nearMisses(spans, expected, context)}` };
}

function isNameAlone(expected: SpanFields): boolean {
  return Object.keys(expected).join() === "name";
}

const MAX_SHOWN = 5;

/** The values that the spans of the expected name have in the expected fields. */
function nearMisses(spans: readonly SpanRecord[], expected: SpanFields, context: MatcherContext): string {
  const named = "name" in expected ? spans.filter(({ name }) => context.equals(name, expected.name)) : [];
  const shown = named.slice(0, MAX_SHOWN).map((span) => `\n${context.utils.printReceived(fieldsOf(span, expected))}`);
  const more = named.length > MAX_SHOWN ? `\nand ${named.length - MAX_SHOWN} more` : "";
  return shown.length === 0 ? "" : `\nThe spans of that name have:${shown.join("")}${more}`;
}

function fieldsOf(span: SpanRecord, expected: SpanFields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(span).filter(([field]) => field in expected));
}
