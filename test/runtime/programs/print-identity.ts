import { nodeModules } from "../../../src/runtime/node-modules.js";
import { thisProcess } from "../../../src/runtime/process-identity.js";

// Says who it is, and runs until it is killed.
const node = nodeModules();
process.stdout.write(`${JSON.stringify(node && thisProcess(node))}\n`);
setInterval(() => undefined, 60_000);
