import { boundedName } from "./text-limit.js";
import { spendVisits } from "./write-work.js";

/**
 * The time to convert an integer to digits grows faster than their number. These are the longest that are converted.
 */
const BIGINT_VISITS: readonly { readonly below: bigint; readonly visits: number }[] = [
  { below: 10n ** 30n, visits: 1 },
  { below: 10n ** 300n, visits: 20 },
  { below: 10n ** 3_000n, visits: 400 },
  { below: 10n ** 10_000n, visits: 4_000 },
];

const NAMED_VISITS = 2;

/** The text that represents a value that JSON has no form for. */
export function describePrimitive(value: unknown): string {
  if (typeof value === "function" || typeof value === "symbol") spendVisits(NAMED_VISITS);
  if (typeof value === "function") return functionName(value);
  if (typeof value === "bigint") return bigintText(value);
  if (typeof value === "symbol") return `Symbol(${boundedName(value.description ?? "")})`;
  if (typeof value === "number") return String(value);
  return `[${typeof value}]`;
}

function bigintText(value: bigint): string {
  const known = BIGINT_VISITS.find(({ below }) => value < below && value > -below);
  if (known === undefined) return "[bigint of very many digits]";
  spendVisits(known.visits);
  return String(value);
}

function functionName(value: { readonly name: unknown }): string {
  try {
    const { name } = value;
    return typeof name === "string" && name !== "" ? `[Function: ${boundedName(name)}]` : "[Function]";
  } catch {
    return "[Function]";
  }
}
