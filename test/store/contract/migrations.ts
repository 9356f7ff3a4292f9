import { describe, expect, it } from "vitest";
import { type ColumnTypes, SPAN_COLUMNS, TRACE_COLUMNS } from "../../../src/store/db/columns.js";
import { migrate, namesInUse } from "../../../src/store/db/migrate.js";
import { MIGRATIONS } from "../../../src/store/db/migrations/all-migrations.js";
import { tableNames } from "../../../src/store/db/table-names.js";
import { spanText, testId } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function migrations(database: () => TestDatabase): void {
  describe("the schema", () => {
    it("the schema has the columns that rows are written to", async () => {
      const { names } = await openTestStore(database());
      const typesOf = async (table: string) => {
        const rows = await database().db.query(
          `SELECT attname::text AS name, format_type(atttypid, NULL)::text AS type FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 0`,
          [table],
        );
        return Object.fromEntries(rows.map(({ name, type }) => [String(name), String(type)]));
      };
      const written = (columns: ColumnTypes) =>
        Object.fromEntries(
          Object.entries(columns).map(([name, type]) => [
            name,
            type === "timestamptz" ? "timestamp with time zone" : type,
          ]),
        );

      expect(await typesOf(names.traces)).toEqual(written(TRACE_COLUMNS));
      expect(await typesOf(names.spans)).toEqual(written(SPAN_COLUMNS));
    });

    it("the schema describes each table and column for those who query it", async () => {
      const { names } = await openTestStore(database());
      const tables = [names.traces, names.spans, names.attachments, names.scores, names.opikObjects];
      const rows = await database().db.query(
        `SELECT relname::text || coalesce('.' || attname, '') AS name FROM pg_class
         LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum >= 0 AND NOT attisdropped
         WHERE pg_class.oid = ANY (string_to_array($1, ' ')::regclass[]) AND col_description(pg_class.oid, attnum) IS NULL`,
        [tables.join(" ")],
      );
      const [described] = await database().db.query(
        "SELECT count(*)::int AS described FROM unnest(string_to_array($1, ' ')::regclass[]) AS one WHERE obj_description(one, 'pg_class') <> ''",
        [[...tables, names.migrations, names.agentLatency].join(" ")],
      );

      expect(rows).toEqual([]);
      expect(described).toEqual({ described: 7 });
    });

    it("the migrations of the schema are numbered without a gap", () => {
      expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    });

    it("the schema is made once, however many open it at once", async () => {
      const { db, freshPrefix, partitions } = database();
      const names = tableNames(freshPrefix(), partitions);

      await Promise.all(Array.from({ length: 8 }, () => migrate(db, names)));

      const rows = await db.query(`SELECT version FROM ${names.migrations}`);
      expect(rows).toEqual(MIGRATIONS.map(({ version }) => ({ version })));
    });

    it("a later migration keeps all that is stored, and an older version of this package is told to update", async () => {
      const store = await openTestStore(database());
      await store.put(spanText(1));
      const later = {
        version: MIGRATIONS.length + 1,
        name: "later",
        statements: () => [`ALTER TABLE ${store.names.spans} ADD more int`],
      };

      await migrate(database().db, store.names, [...MIGRATIONS, later]);

      expect((await store.findSpans()).items.map(({ id }) => id)).toEqual([testId(1)]);
      await expect(migrate(database().db, store.names)).rejects.toThrow(
        /of version \d+ .*knows \d+\. Update langchain-opik/,
      );
    });

    it("a migration that fails leaves nothing behind", async () => {
      const { names } = await openTestStore(database());
      const broken = {
        version: MIGRATIONS.length + 1,
        name: "broken",
        statements: () => [`CREATE TABLE ${names.prefix}half (a int)`, "SELECT nonsense"],
      };

      await expect(migrate(database().db, names, [...MIGRATIONS, broken])).rejects.toThrow("nonsense");

      const [row] = await database().db.query("SELECT to_regclass($1) IS NULL AS gone", [`${names.prefix}half`]);
      expect(row).toEqual({ gone: true });
      await expect(migrate(database().db, names)).resolves.toBeUndefined();
    });

    it("older rows are given the reason of their attempt and the name of their graph", async () => {
      const { db, freshPrefix, partitions } = database();
      const names = tableNames(freshPrefix(), partitions);
      await migrate(db, names, MIGRATIONS.slice(0, 2));
      const common = "now(), 'ok', '{}', now()";
      await db.query(
        `INSERT INTO ${names.spans} (id, name, start_time, status, tags, last_updated_at, trace_id, kind, cache_hit,
           attempt_number, metadata)
         VALUES ($1, 'model', ${common}, $1, 'llm', false, 2, $2::jsonb)`,
        [testId(1), JSON.stringify({ attempt: { reason: { type: "RateLimitError", status: 429 } } })],
      );
      await db.query(
        `INSERT INTO ${names.traces} (id, name, start_time, status, tags, last_updated_at, metadata)
         VALUES ($1, 'support', ${common}, '{"ls_integration":"langgraph"}')`,
        [testId(2)],
      );

      await migrate(db, names);

      expect(await db.query(`SELECT attempt_reason FROM ${names.spans}`)).toEqual([
        { attempt_reason: "RateLimitError 429" },
      ]);
      expect(await db.query(`SELECT agent FROM ${names.traces}`)).toEqual([{ agent: "support" }]);
    });

    it("a store without a prefix keeps the old name of its table of versions where it has one", async () => {
      const { db } = database();
      const unprefixed = tableNames("");
      const old = { ...unprefixed, migrations: "schema_migrations" };

      expect(await namesInUse(db, unprefixed)).toEqual(unprefixed);
      await db.query("CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY)");
      try {
        expect(await namesInUse(db, unprefixed)).toEqual(unprefixed);
        await db.query("DROP TABLE schema_migrations");
        await db.query(
          "CREATE TABLE schema_migrations (version integer PRIMARY KEY, name text, applied_at timestamptz DEFAULT now())",
        );
        expect(await namesInUse(db, unprefixed)).toEqual(unprefixed);
        await db.query("INSERT INTO schema_migrations (version, name) VALUES (1, 'first tables')");
        expect(await namesInUse(db, unprefixed)).toEqual(old);
      } finally {
        await db.query("DROP TABLE schema_migrations");
      }
    });

    it("the migrations table of another program is left untouched", async () => {
      const { db, freshPrefix, partitions } = database();
      const names = tableNames(freshPrefix(), partitions);
      await db.query(`CREATE TABLE ${names.migrations} (version varchar(255) PRIMARY KEY)`);
      await db.query(`INSERT INTO ${names.migrations} VALUES ('20260101000000')`);

      await expect(migrate(db, names)).rejects.toThrow(
        `has a table ${names.migrations} of another program. Set the store's option prefix`,
      );
    });
  });
}
