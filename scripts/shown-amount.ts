import type { OptionSpec } from "../src/settings/options/option-spec.js";

type Unit = OptionSpec<"wholeNumber">["unit"];

/** A person reads smaller numbers as they are. */
const LARGE = 10_000;

/** Larger units, the largest first. */
const LARGER_UNITS: { readonly [Name in Unit]?: readonly (readonly [size: number, name: string])[] } = {
  milliseconds: [
    [86_400_000, "days"],
    [3_600_000, "hours"],
    [60_000, "minutes"],
    [1000, "seconds"],
  ],
  bytes: [
    [1_000_000_000, "GB"],
    [1_000_000, "MB"],
    [1000, "kB"],
  ],
};

/** A large amount in the largest unit that it is a whole number of, such as "7 days"; undefined for any other. */
export function amountForPeople(value: number, unit: Unit): string | undefined {
  if (value < LARGE) return undefined;
  const [size, name] = LARGER_UNITS[unit]?.find(([unitSize]) => value % unitSize === 0) ?? [];
  if (size === undefined || name === undefined) return undefined;
  const count = value / size;
  return `${count.toLocaleString("en-US")} ${count === 1 ? name.replace(/s$/, "") : name}`;
}
