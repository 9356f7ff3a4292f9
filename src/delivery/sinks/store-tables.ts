import type { Settings } from "../../settings/options/option-table.js";

/** The settings of a store's tables, as its options. */
export interface StoreTables {
  readonly prefix?: string;
  readonly partitions?: "none" | "day";
}

export function storeTables({
  storePrefix: prefix,
  storePartitions: partitions,
}: Pick<Settings, "storePrefix" | "storePartitions">): StoreTables {
  return { ...(prefix !== undefined && { prefix }), ...(partitions !== undefined && { partitions }) };
}
