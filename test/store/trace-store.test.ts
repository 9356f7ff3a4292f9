import { afterAll, beforeAll, describe } from "vitest";
import { filters } from "./contract/filters.js";
import { hostileText } from "./contract/hostile-text.js";
import { latencyView } from "./contract/latency-view.js";
import { migrations } from "./contract/migrations.js";
import { pages } from "./contract/pages.js";
import { storedTraces } from "./contract/stored-traces.js";
import { writers } from "./contract/writers.js";
import { writtenRecords } from "./contract/written-records.js";
import { BACKENDS, type TestDatabase } from "./support/databases.js";

// One database for all parts: the embedded one takes seconds to make.
describe.each(BACKENDS)("a trace store in $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  for (const part of [storedTraces, writtenRecords, writers, filters, pages, hostileText, migrations, latencyView]) {
    part(() => database);
  }
});
