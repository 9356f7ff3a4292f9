import { afterAll, beforeAll, describe } from "vitest";
import { dearAndRetried } from "./contract/dear-and-retried.js";
import { documentedQueries } from "./contract/documented-queries.js";
import { errorStats } from "./contract/error-stats.js";
import { fallbackStats } from "./contract/fallback-stats.js";
import { filters } from "./contract/filters.js";
import { hostileText } from "./contract/hostile-text.js";
import { latencyStats } from "./contract/latency-stats.js";
import { latencyView } from "./contract/latency-view.js";
import { listedTraces } from "./contract/listed-traces.js";
import { migrations } from "./contract/migrations.js";
import { opikCalls } from "./contract/opik-calls.js";
import { pages } from "./contract/pages.js";
import { retention } from "./contract/retention.js";
import { storedAttachments } from "./contract/stored-attachments.js";
import { storedTraces } from "./contract/stored-traces.js";
import { tokenStats } from "./contract/token-stats.js";
import { writtenBatches } from "./contract/written-batches.js";
import { writtenRecords } from "./contract/written-records.js";
import { BACKENDS, type TestDatabase } from "./support/databases.js";

const WRITING = [writtenRecords, writtenBatches, storedAttachments, retention, migrations];
const READING = [storedTraces, listedTraces, filters, dearAndRetried, opikCalls, pages, hostileText, documentedQueries];
const STATISTICS = [latencyView, latencyStats, errorStats, tokenStats, fallbackStats];

// One database for all parts: the embedded one takes seconds to make.
describe.each(BACKENDS)("a trace store in $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  for (const part of [...WRITING, ...READING, ...STATISTICS]) part(() => database);
});
