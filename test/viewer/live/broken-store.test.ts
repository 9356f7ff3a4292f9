import { expect, it, onTestFinished } from "vitest";
import { DbError } from "../../../src/store/db/db.js";
import { openTestPglite, type TestDatabase } from "../../store/support/databases.js";
import { testId } from "../../support/opik-server/record-texts.js";
import { listenTo } from "../support/page-events.js";
import { openTestViewer } from "../support/test-viewer.js";

/** A database whose writes fail while `isFull`, as on a disk that is. */
async function openOnDisk(disk: { isFull: boolean }): Promise<TestDatabase> {
  const database = await openTestPglite();
  const { db } = database;
  const full = () => Promise.reject(new DbError("could not extend file: No space left on device", "53100"));
  return {
    ...database,
    db: { ...db, transaction: (...given) => (disk.isFull ? full() : db.transaction(...given)) },
  };
}

it("a store that can't be written is reported to the sender, the page and /status, until it can be", async () => {
  const disk = { isFull: false };
  const viewer = await openTestViewer({}, () => openOnDisk(disk));
  onTestFinished(() => viewer.close());
  const events = await listenTo(viewer);
  const write = () =>
    viewer.opik("POST", "/traces/batch", { traces: [{ id: testId(1), start_time: "2026-01-01T00:00:00Z" }] });

  disk.isFull = true;
  const refused = await write();
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(refused.body).toEqual({ errors: [expect.stringContaining("No space left on device (53100)") as unknown] });
  await events.next("status");
  // What can be read is shown all the same.
  expect((await viewer.page("/traces")).body).toEqual({ traces: [] });
  expect((await viewer.page("/status")).body).toMatchObject({
    storeProblem: expect.stringContaining("No space left") as unknown,
  });

  disk.isFull = false;
  expect((await write()).status).toBe(204);
  await events.next("status");
  expect((await viewer.page("/status")).body).not.toHaveProperty("storeProblem");
  expect((await viewer.page("/traces")).body).toMatchObject({ traces: [{ id: testId(1) }] });
});
