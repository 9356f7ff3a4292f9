import type { OtelSpan } from "../handlers/hooks/otel-span.js";

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/** Reads W3C's header `traceparent`; undefined where it does not follow the standard. */
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

// What W3C allows as a member. Anything may come from other sources than HTTP, and `fetch` would throw for a line
// break.
const MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
// The length that W3C asks to be passed on: servers refuse requests with longer headers.
const MAX_OTHERS_LENGTH = 512;

/** The members of W3C's header `tracestate`: ours, and those of other tracers as they were. */
export interface Tracestate {
  readonly ours: string | undefined;
  readonly others: readonly string[];
}

export function readTracestate(header: string, key: string): Tracestate {
  const members = header.split(",").map((member) => member.trim());
  const ours = members.find((member) => member.startsWith(`${key}=`))?.slice(key.length + 1);
  const others = members.filter((member) => MEMBER.test(member) && !member.startsWith(`${key}=`));
  return { ours, others: firstOf(others, MAX_OTHERS_LENGTH) };
}

/** The first ones, as many as fit into this length together. The first member is the newest. */
function firstOf(members: readonly string[], maxLength: number): readonly string[] {
  let length = 0;
  return members.filter((member) => {
    length += member.length + 1;
    return length <= maxLength + 1;
  });
}
