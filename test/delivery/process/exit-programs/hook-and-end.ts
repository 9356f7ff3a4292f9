/** Hands over a trace only when the process is about to end, behind a hook that throws. */
import { onProcessEnd } from "../../../../src/delivery/process/exits/exit-watch.js";
import { openTestSink, testSettings } from "../../../support/delivery/test-delivery-settings.js";
import { traceText } from "../../../support/opik-server/record-texts.js";

const sink = openTestSink(testSettings(process.env.TEST_API_URL ?? "", { exitTimeoutMs: 20_000 }));
let left = 1;
onProcessEnd(() => {
  throw new Error("a broken hook");
});
onProcessEnd(() => {
  if (left > 0) sink.accept(traceText(left));
  left -= 1;
});
