import { it } from "vitest";
import { traceStoreContract } from "../contract/trace-store-contract.js";
import { PARTITIONED_BACKENDS } from "../support/databases.js";

for (const backend of PARTITIONED_BACKENDS) traceStoreContract(backend);

if (PARTITIONED_BACKENDS.length === 0)
  it.skip("a trace store in partitions does what a trace store does (needs TEST_DATABASE_URL)", () => undefined);
