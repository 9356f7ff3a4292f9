import { describe, expect, it } from "vitest";
import { QUERIES, withPrefix } from "../contract/documented-queries.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";
import { midnight, spanAt, traceAt } from "./dated-records.js";

export function partitionKeys(database: () => TestDatabase): void {
  describe("the keys of partitions", () => {
    it("every unique key of a partitioned table contains the trace's id, by which a distributed database spreads rows", async () => {
      const { names, ...store } = await openTestStore(database());
      await store.write("trace", [traceAt({ startMs: midnight(3) })]);
      await store.write("span", [spanAt({ startMs: midnight(3) })]);
      const keys = await database().db.query(
        `SELECT rel.relname::text AS table, array_agg(attname::text ORDER BY attname) AS columns
FROM pg_index JOIN pg_class rel ON rel.oid = indrelid JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
WHERE (indisunique OR indisexclusion) AND left(rel.relname, length($1)) = $1 GROUP BY rel.relname, indexrelid`,
        [names.prefix],
      );
      const ofTable = (table: string) =>
        keys.filter((key) => String(key["table"]).startsWith(table)).map(({ columns }) => columns);
      const ranges = await database().db.query(
        `SELECT partrelid::regclass::text AS table, attname::text AS column FROM pg_partitioned_table
JOIN pg_attribute ON attrelid = partrelid AND attnum = ANY (partattrs) WHERE partrelid = ANY (string_to_array($1, ' ')::regclass[])`,
        [[names.traces, names.spans, names.attachments].join(" ")],
      );

      // The table, its partition without days, and those of two days where something was stored.
      expect(ofTable(names.traces)).toEqual(Array(4).fill(["id"]));
      expect(ofTable(names.spans)).toEqual(Array(4).fill(["id", "trace_id"]));
      expect(ofTable(names.attachments)).toEqual(Array(2).fill(["id", "trace_id"]));
      expect(new Map(ranges.map(({ table, column }) => [table, column]))).toEqual(
        new Map([
          [names.traces, "id"],
          [names.spans, "trace_id"],
          [names.attachments, "trace_id"],
        ]),
      );
    });

    it("the documented query about keys tells partitioned tables from whole ones", async () => {
      const query = QUERIES.find((one) => one.includes("has_trace_id")) ?? "";
      const says = async (partitions: "none" | "day") => {
        const { names } = await openTestStore({ ...database(), partitions });
        const rows = await database().db.query(withPrefix(query, names));
        return Object.fromEntries(
          rows.map((row) => [String(row["table"]).slice(names.prefix.length), row["has_trace_id"]]),
        );
      };

      expect(await says("day")).toEqual({ traces: true, spans: true, attachments: true });
      expect(await says("none")).toEqual({ traces: true, spans: false, attachments: false });
    });

    it("partitioned tables have no foreign keys, since none would hold in a distributed database", async () => {
      const { names } = await openTestStore(database());
      const foreign = await database().db.query(
        `SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE contype = 'f' AND left(relname, length($1)) = $1`,
        [names.prefix],
      );
      expect(foreign).toEqual([]);
    });
  });
}
