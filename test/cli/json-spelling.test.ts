import { expect, test } from "vitest";
import { inWireSpelling } from "../../src/cli/json-spelling.js";

test("keys of a command's JSON are spelled as on the wire, with the old spelling beside them", () => {
  expect(inWireSpelling({ items: [{ startTime: "t", cost: { unpricedCalls: 1 } }], tooOld: 0, by: null })).toEqual({
    items: [{ start_time: "t", startTime: "t", cost: { unpriced_calls: 1, unpricedCalls: 1 } }],
    ...{ too_old: 0, tooOld: 0, by: null },
  });
});

test("records, and what programs put into them, keep their spelling", () => {
  const records = {
    trace: { metadata: { customerId: 1 } },
    spans: [{ usage: { "original_usage.promptTokens": 1 } }],
    items: [{ input: { orderId: 1042 } }],
  };
  expect(inWireSpelling(records)).toEqual(records);
});

test("keys that are not identifiers, such as Node.js or 300ms, keep their spelling", () => {
  const names = { "Node.js": 1, "langchain-opik": 2, queue_full: 3 };
  expect(inWireSpelling(names)).toEqual(names);
});
