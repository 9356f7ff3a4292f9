/** Hands over one trace and ends, without closing. Its settings come from the test's environment. */
import { openTestSink, testSettings } from "../../../support/delivery/test-delivery-settings.js";
import { testId, traceText } from "../../../support/opik-server/record-texts.js";

const {
  TEST_API_URL = "",
  TEST_EXIT_CODE,
  TEST_FLUSH_MS,
  TEST_SETTINGS = "{}",
  TEST_STAYS,
  TEST_TRACE_ID = testId(1),
} = process.env;
const overrides: unknown = JSON.parse(TEST_SETTINGS);
const sink = openTestSink({
  // A busy machine is no slow server.
  ...testSettings(TEST_API_URL, { exitTimeoutMs: 20_000 }),
  ...(typeof overrides === "object" ? overrides : {}),
  onProblem: ({ kind }) => process.stdout.write(`${kind}\n`),
});
sink.accept({ ...traceText(1, { id: TEST_TRACE_ID }), id: TEST_TRACE_ID });
if (TEST_FLUSH_MS !== undefined) await sink.flush({ timeoutMs: Number(TEST_FLUSH_MS) });
if (TEST_STAYS !== undefined) setInterval(() => undefined, 60_000);
if (TEST_EXIT_CODE !== undefined) process.exitCode = Number(TEST_EXIT_CODE);
