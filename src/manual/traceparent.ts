import type { OtelSpan } from "../handlers/otel-span.js";

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/** Reads W3C's header `traceparent`; undefined where it is not as the standard has it. */
export function readTraceparent(header: string): OtelSpan | undefined {
  const match = TRACEPARENT.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId = "", spanId = "", flags = "", more] = match;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function writeTraceparent({ traceId, spanId, isSampled }: OtelSpan): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

// As many members as W3C allows beside our own.
const MAX_OTHERS = 31;

/** The members of W3C's header `tracestate`: ours, and those of other tracers as they were. */
export interface Tracestate {
  readonly ours: string | undefined;
  readonly others: readonly string[];
}

export function readTracestate(header: string, key: string): Tracestate {
  const members = header.split(",").map((member) => member.trim());
  const ours = members.find((member) => member.startsWith(`${key}=`))?.slice(key.length + 1);
  const others = members.filter((member) => member.includes("=") && !member.startsWith(`${key}=`));
  return { ours, others: others.slice(0, MAX_OTHERS) };
}
