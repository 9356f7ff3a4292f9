import { openTraceStore } from "../../../src/store/index.js";
import { spanText } from "../../support/opik-server/record-texts.js";

// Stores spans until it is killed, and tells how many are acknowledged.
const [, , location = "", prefix = ""] = process.argv;
const store = await openTraceStore(location, { prefix });
for (let acknowledged = 0; ; ) {
  const spans = Array.from({ length: 100 }, (_, index): unknown => JSON.parse(spanText(acknowledged + index + 1).json));
  acknowledged += (await store.write("span", spans)).stored;
  process.stdout.write(`${acknowledged}\n`);
}
