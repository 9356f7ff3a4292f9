import { afterAll, beforeAll, describe } from "vitest";
import type { Backend, TestDatabase } from "../support/databases.js";
import { dearAndRetried } from "./dear-and-retried.js";
import { documentedQueries } from "./documented-queries.js";
import { errorStats } from "./error-stats.js";
import { fallbackStats } from "./fallback-stats.js";
import { filters } from "./filters.js";
import { hostileText } from "./hostile-text.js";
import { latencyStats } from "./latency-stats.js";
import { latencyView } from "./latency-view.js";
import { listedTraces } from "./listed-traces.js";
import { migrations } from "./migrations.js";
import { opikCalls } from "./opik-calls.js";
import { pages } from "./pages.js";
import { retention } from "./retention.js";
import { searchedLists } from "./searched-lists.js";
import { storedAttachments } from "./stored-attachments.js";
import { storedTraces } from "./stored-traces.js";
import { tokenStats } from "./token-stats.js";
import { writtenBatches } from "./written-batches.js";
import { writtenRecords } from "./written-records.js";

const WRITING = [writtenRecords, writtenBatches, storedAttachments, retention, migrations];
const READING = [
  storedTraces,
  listedTraces,
  filters,
  dearAndRetried,
  opikCalls,
  pages,
  searchedLists,
  hostileText,
  documentedQueries,
];
const STATISTICS = [latencyView, latencyStats, errorStats, tokenStats, fallbackStats];

/** What a trace store does, whatever its database is and however its tables are made. */
export function traceStoreContract({ name, open }: Backend): void {
  // One database for all parts: the embedded one takes seconds to make.
  describe(`a trace store in ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 120_000);
    afterAll(() => database.remove());

    for (const part of [...WRITING, ...READING, ...STATISTICS]) part(() => database);
  });
}
