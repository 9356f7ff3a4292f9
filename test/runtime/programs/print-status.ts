import { nodeModules } from "../../../src/runtime/node-modules.js";
import { type ProcessIdentity, processStatus } from "../../../src/runtime/process-identity.js";

// Says what it thinks of the process that its environment names.
const { TEST_HOST = "", TEST_PID, TEST_BIRTH = "" } = process.env;
const identity: ProcessIdentity = { host: TEST_HOST, pid: Number(TEST_PID), birth: TEST_BIRTH };
const node = nodeModules();
process.stdout.write(node === undefined ? "no Node" : processStatus(identity, node));
