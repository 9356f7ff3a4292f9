import type { SpanRecord } from "../../../src/records/record.js";

/** The only span of this name; the test fails where there is none or more than one. */
export function spanNamed(spans: readonly SpanRecord[], name: string): SpanRecord {
  const found = spans.filter((span) => span.name === name);
  const [span] = found;
  if (span === undefined || found.length > 1) {
    throw new Error(`Expected one span "${name}", but there are: ${spans.map((one) => one.name).join(", ")}.`);
  }
  return span;
}
