import { openTraceStore } from "../../../src/store/index.js";
import { spanText } from "../../support/record-texts.js";

// Stores spans until it is killed, and tells how many are acknowledged.
const [, , location = "", prefix = ""] = process.argv;
const store = await openTraceStore(location, { prefix });
const writer = store.writer({ maxBatchRecords: 40 });
for (let acknowledged = 0; ; ) {
  for (let number = 1; number <= 100; number += 1) writer.accept(spanText(acknowledged + number));
  acknowledged += (await writer.flush()).delivered;
  process.stdout.write(`${acknowledged}\n`);
}
