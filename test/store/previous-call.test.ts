import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../support/opik-server/record-texts.js";
import { BACKENDS, PARTITIONED_BACKENDS, type TestDatabase } from "./support/databases.js";
import { openTestStore, type TestStore } from "./support/test-store.js";

const FIRST_TURN = 0;
const OTHER_PROJECT = 1;
const SECOND_TURN = 2;
const ALONE = 3;

describe.each([...BACKENDS, ...PARTITIONED_BACKENDS])("the previous call of a model, in $name", ({ open }) => {
  let database: TestDatabase;
  let store: TestStore;
  beforeAll(async () => {
    database = await open();
    store = await openTestStore(database);
    const turn = (id: number, minute: number, fields: object) =>
      traceText(id, { start_time: timeOf(minute, 0), project_name: "shop", thread_id: "talk", ...fields });
    const call = (id: number, trace: number, minute: number, second: number, type = "llm") =>
      spanText(id, {
        ...{ trace_id: testId(trace), start_time: timeOf(minute, second), project_name: "shop" },
        ...{ type, name: `call ${id}`, input: { asked: id } },
      });
    await store.put(
      turn(FIRST_TURN, 1, {}),
      turn(OTHER_PROJECT, 2, { project_name: "else" }),
      turn(SECOND_TURN, 3, {}),
      turn(ALONE, 4, { thread_id: undefined }),
      call(10, FIRST_TURN, 1, 0, "tool"),
      call(11, FIRST_TURN, 1, 1),
      call(12, FIRST_TURN, 1, 2),
      call(13, OTHER_PROJECT, 2, 1),
      call(14, SECOND_TURN, 3, 1),
      call(15, SECOND_TURN, 3, 2),
      call(16, ALONE, 4, 1),
    );
  });
  afterAll(() => database.remove());

  it("the previous call is the one that began last before it in the same trace", async () => {
    expect(await store.findPreviousCall(testId(12))).toEqual(callOf(11, FIRST_TURN));
    expect(await store.findPreviousCall(testId(15))).toEqual(callOf(14, SECOND_TURN));
  });

  it("the previous call of a trace's first call is the first one of the turn before, in its thread and project", async () => {
    expect(await store.findPreviousCall(testId(14))).toEqual(callOf(11, FIRST_TURN));
  });

  it("there is no previous call without a turn before, without a thread or for an unknown span", async () => {
    const found = await Promise.all([11, 13, 16, 99].map((id) => store.findPreviousCall(testId(id))));
    expect(found).toEqual([undefined, undefined, undefined, undefined]);
  });
});

function callOf(id: number, trace: number) {
  return { id: testId(id), traceId: testId(trace), name: `call ${id}`, input: { asked: id } };
}

function timeOf(minute: number, second: number): string {
  return `2026-01-01T00:0${minute}:0${second}Z`;
}
