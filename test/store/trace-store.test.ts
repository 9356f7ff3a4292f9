import { traceStoreContract } from "./contract/trace-store-contract.js";
import { BACKENDS } from "./support/databases.js";

for (const backend of BACKENDS) traceStoreContract(backend);
