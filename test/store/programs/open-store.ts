import { openTraceStore } from "../../../src/store/index.js";

const [, , location = "", prefix = ""] = process.argv;
const store = await openTraceStore(location, { prefix });
await store.close();
process.stdout.write("opened\n");
