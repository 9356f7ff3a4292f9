import { expect, test } from "vitest";
import { inWireSpelling } from "../../src/cli/json-spelling.js";

test("names of commands are spelled as on the wire, with the old ones beside them", () => {
  expect(inWireSpelling({ items: [{ startTime: "t", cost: { unpricedCalls: 1 } }], tooOld: 0, by: null })).toEqual({
    items: [{ start_time: "t", startTime: "t", cost: { unpriced_calls: 1, unpricedCalls: 1 } }],
    ...{ too_old: 0, tooOld: 0, by: null },
  });
});

test("records, and what programs put into them, stay as they are", () => {
  const records = {
    trace: { metadata: { customerId: 1 } },
    spans: [{ usage: { "original_usage.promptTokens": 1 } }],
    items: [{ input: { orderId: 1042 } }],
  };
  expect(inWireSpelling(records)).toEqual(records);
});

test("names that are no identifiers, such as Node.js or 300ms, are left alone", () => {
  const names = { "Node.js": 1, "langchain-opik": 2, queue_full: 3 };
  expect(inWireSpelling(names)).toEqual(names);
});
