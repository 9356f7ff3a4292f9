import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";

// Where every version 1 of `@opentelemetry/api` keeps its global registrations, and the key of the active span.
const API = Symbol.for("opentelemetry.js.api.1");
const ACTIVE_SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** The ids of an OpenTelemetry span, as W3C writes them. */
export interface OtelSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether OpenTelemetry records it. */
  readonly isSampled: boolean;
}

/** The span that is active now, in a program that uses OpenTelemetry. Nothing of OpenTelemetry is loaded for it. */
export function activeOtelSpan(): OtelSpan | undefined {
  const scope: typeof globalThis & { readonly [API]?: unknown } = globalThis;
  try {
    if (scope[API] === undefined) return undefined;
    const context = call(field(scope[API], "context"), "active");
    const ids = call(call(context, "getValue", ACTIVE_SPAN), "spanContext");
    return readIds(isJsonObject(ids) ? ids : {});
  } catch {
    // It is not our place to report that OpenTelemetry is set up in an unusual way.
    return undefined;
  }
}

function readIds({ traceId, spanId, traceFlags }: JsonObject): OtelSpan | undefined {
  if (typeof traceId !== "string" || typeof spanId !== "string" || /^0*$/.test(traceId)) return undefined;
  return { traceId, spanId, isSampled: typeof traceFlags === "number" && (traceFlags & 1) === 1 };
}

function field(owner: unknown, name: string): unknown {
  return typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
}

function call(owner: unknown, method: string, ...given: readonly unknown[]): unknown {
  const work = field(owner, method);
  return typeof work === "function" ? Reflect.apply(work, owner, given) : undefined;
}
