import { afterAll, beforeAll, describe } from "vitest";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { openTestServer, type TestDatabase } from "../support/databases.js";
import { droppedDays } from "./dropped-days.js";
import { madePartitions } from "./made-partitions.js";
import { partitionKeys } from "./partition-keys.js";
import { partitionSetting } from "./partition-setting.js";
import { readPartitions } from "./read-partitions.js";

describe.skipIf(SERVER_ADDRESS === undefined)("a trace store in partitions (needs TEST_DATABASE_URL)", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestServer("day");
  });
  afterAll(() => database.remove());

  for (const part of [madePartitions, readPartitions, droppedDays, partitionKeys, partitionSetting])
    part(() => database);
});
