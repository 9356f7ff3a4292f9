/** Hands over a trace only when the process is about to end, behind a hook that throws. */
import { onBeforeExitFlush } from "../../../src/delivery/exit-flush.js";
import { openSharedSink } from "../../../src/delivery/shared-delivery.js";
import { traceText } from "../../support/record-texts.js";
import { testSettings } from "../../support/test-delivery-settings.js";

const sink = openSharedSink(testSettings(process.env.TEST_API_URL ?? ""));
let left = 1;
onBeforeExitFlush(() => {
  throw new Error("a broken hook");
});
onBeforeExitFlush(() => {
  if (left > 0) sink.accept(traceText(left));
  left -= 1;
});
