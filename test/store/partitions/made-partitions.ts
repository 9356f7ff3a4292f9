import { describe, expect, it, onTestFinished, vi } from "vitest";
import { tableNames } from "../../../src/store/db/table-names.js";
import { openTraceStore, type TraceStoreOptions } from "../../../src/store/index.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { type TestDatabase, temporaryFolder } from "../support/databases.js";
import { createServerRole } from "../support/server-role.js";
import { openTestStore } from "../support/test-store.js";
import { DAY_MS, HOUR_MS, idAt, midnight, spanAt, traceAt } from "./dated-records.js";
import { daysOf, partitionNames } from "./partition-names.js";

export function madePartitions(database: () => TestDatabase): void {
  describe("partitions by day", () => {
    async function openStore(options: TraceStoreOptions, location = SERVER_ADDRESS ?? "") {
      const store = await openTraceStore(location, options);
      onTestFinished(() => store.close());
      return store;
    }

    /** Which partition each trace and span is in, by its id. */
    async function placesIn(prefix: string) {
      const { traces, spans } = tableNames(prefix);
      const rows = await database().db.query(
        `SELECT id::text, tableoid::regclass::text AS place FROM ${traces}
UNION ALL SELECT id::text, tableoid::regclass::text FROM ${spans}`,
      );
      return Object.fromEntries(rows.map(({ id, place }) => [String(id), String(place).slice(prefix.length)]));
    }

    it("partitions are made for the tables and days of the records, in UTC, and for tomorrow", async () => {
      const { names, ...store } = await openTestStore(database());
      const [last, first] = [traceAt({ startMs: midnight(6) - 1 }), traceAt({ startMs: midnight(6) })];
      await store.write("trace", [last, first]);

      const [day7 = "", day6 = "", tomorrow = ""] = daysOf([7, 6, -1]);
      expect(await placesIn(names.prefix)).toEqual({ [last.id]: `traces_d${day7}`, [first.id]: `traces_d${day6}` });
      expect(await partitionNames(database().db, names)).toEqual([
        ...["attachments_default", "spans_default"],
        ...[day7, day6, tomorrow].map((day) => `traces_d${day}`),
        "traces_default",
      ]);
    });

    it("a span is in the partition of its trace's day, whenever it arrives", async () => {
      const { names, ...store } = await openTestStore(database());
      const startMs = midnight(5) + 23 * HOUR_MS;
      const late = spanAt({
        id: idAt(startMs + 30 * HOUR_MS),
        trace_id: idAt(startMs),
        startMs: startMs + 30 * HOUR_MS,
      });
      await store.write("span", [late]);
      await store.write("trace", [traceAt({ startMs })]);

      const [day = ""] = daysOf([5]);
      expect(await placesIn(names.prefix)).toEqual({ [late.id]: `spans_d${day}`, [idAt(startMs)]: `traces_d${day}` });
      expect(await store.getTrace(idAt(startMs))).toMatchObject({ spans: [{ span: { id: late.id } }] });
    });

    it("partitions are made once where stores of several processes need the same ones at once", async () => {
      const prefix = database().freshPrefix();
      const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ prefix, partitions: "day" })));

      const writes = stores.map((store, index) =>
        store.write(
          "span",
          [9, 8, 7].map((days) => spanAt({ startMs: midnight(days), id: idAt(midnight(days), index + 1) })),
        ),
      );

      for (const counts of await Promise.all(writes)) expect(counts).toEqual({ stored: 3, refused: 0, unreadable: 0 });
      const spans = (await partitionNames(database().db, tableNames(prefix))).filter((name) =>
        name.startsWith("spans"),
      );
      expect(spans).toEqual([...daysOf([9, 8, 7, -1]).map((day) => `spans_d${day}`), "spans_default"]);
      expect(Object.values(await placesIn(prefix))).not.toContain("spans_default");
    });

    it("ids of the far future or past, or not of version 7, are stored without a partition of their own", async () => {
      const { names, ...store } = await openTestStore(database());
      const now = Date.now();
      const ids = [
        idAt(now + 3 * DAY_MS),
        idAt(now + 50_000 * DAY_MS),
        idAt(now - 2_000 * DAY_MS),
        "ffffffff-ffff-7fff-bfff-ffffffffffff",
        "00000000-0000-0000-0000-000000000000",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
      ];
      await store.write(
        "trace",
        ids.map((id) => traceAt({ id, startMs: now - HOUR_MS })),
      );
      await store.write(
        "trace",
        ids.map((id) =>
          traceAt({ id, startMs: now - HOUR_MS, name: "again", last_updated_at: new Date().toISOString() }),
        ),
      );

      expect(new Set(Object.values(await placesIn(names.prefix)))).toEqual(new Set(["traces_default"]));
      const { items } = await store.findTraces({ window: "24h", name: "again" });
      expect(items.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(await store.countTraces({ window: { to: new Date(now - 2 * HOUR_MS) } })).toBe(0);
      expect(await store.deleteOlderThan(1 / 48)).toEqual({ traces: 6, spans: 0 });
    });

    it("a new partition takes over the rows of its day that had no partition yet", async () => {
      const { names, ...store } = await openTestStore(database());
      const startMs = midnight(5);
      await database().db.query(
        `INSERT INTO ${names.spans} (id, trace_id, name, start_time, status, tags, last_updated_at, kind, cache_hit)
VALUES ($1, $2, 'early', '2020-01-01T00:00:00Z', 'ok', '{}', now(), 'llm', false)`,
        [idAt(startMs, 7), idAt(startMs)],
      );
      expect(await placesIn(names.prefix)).toEqual({ [idAt(startMs, 7)]: "spans_default" });

      await store.write("span", [spanAt({ startMs })]);

      const [day = ""] = daysOf([5]);
      expect(new Set(Object.values(await placesIn(names.prefix)))).toEqual(new Set([`spans_d${day}`]));
      const { items } = await store.findSpans({ window: { to: "2021-01-01T00:00:00Z" } });
      expect(items.map(({ name }) => name)).toEqual(["early"]);
    });

    it("a write waits only seconds for a partition while somebody holds the tables, and then does without", async () => {
      const { names, ...store } = await openTestStore(database());
      const { default: pg } = await import("pg");
      const reader = new pg.Client({ connectionString: SERVER_ADDRESS ?? "" });
      await reader.connect();
      onTestFinished(() => reader.end());
      await reader.query("BEGIN");
      await reader.query(`SELECT FROM ${names.spans}`);

      const startMs = midnight(5);
      await store.write("span", [spanAt({ startMs })]);
      await store.write("span", [spanAt({ startMs, id: idAt(startMs, 2) })]);
      expect(new Set(Object.values(await placesIn(names.prefix)))).toEqual(new Set(["spans_default"]));

      await reader.query("ROLLBACK");
      const other = await openStore({ prefix: names.prefix });
      await other.write("span", [spanAt({ startMs, id: idAt(startMs, 3) })]);
      const [day = ""] = daysOf([5]);
      expect(new Set(Object.values(await placesIn(names.prefix)))).toEqual(new Set([`spans_d${day}`]));
    }, 60_000);

    it("only the owner of the tables makes partitions, and another user who may write does without", async () => {
      const { location, administer } = await createServerRole();
      const prefix = database().freshPrefix();
      await openStore({ prefix, partitions: "day" });
      const { traces, spans, attachments, scores, startTimes, migrations } = tableNames(prefix);
      const tables = [traces, spans, attachments, scores, startTimes, migrations].join(", ");
      await administer(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO %role%`);

      const store = await openStore({ prefix }, location);
      expect(store.partitions).toBe("day");
      const startMs = midnight(5);
      await store.write("span", [spanAt({ startMs })]);
      await store.write("span", [spanAt({ startMs, id: idAt(startMs, 2) })]);

      expect(Object.values(await placesIn(prefix))).toEqual(["spans_default", "spans_default"]);
      expect(await store.deleteOlderThan(4)).toEqual({ traces: 0, spans: 2 });
    });

    it("all tables have partitions or none, where processes with different settings make them at once", async () => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
      onTestFinished(() => {
        warn.mockRestore();
      });
      const prefix = database().freshPrefix();
      const stores = await Promise.all(
        (["day", "none", "day", "none"] as const).map((partitions) => openStore({ prefix, partitions })),
      );

      const { traces, spans, attachments } = tableNames(prefix);
      const kinds = await database().db.query(
        "SELECT DISTINCT relkind::text FROM pg_class WHERE oid = ANY (string_to_array($1, ' ')::regclass[])",
        [[traces, spans, attachments].join(" ")],
      );
      expect(kinds).toEqual([{ relkind: stores[0]?.partitions === "day" ? "p" : "r" }]);
      expect(new Set(stores.map(({ partitions }) => partitions)).size).toBe(1);
      await stores[1]?.write("span", [spanAt({ startMs: midnight(5) })]);
      expect(await stores[0]?.findSpans()).toMatchObject({ items: [{ name: "span" }] });
    });

    it.each([
      ["none", "day", "whole"],
      ["day", "none", "in partitions by day"],
    ] as const)(
      "tables made with partitions %s and opened with %s stay as they are, with a warning",
      async (made, wanted, words) => {
        const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
        onTestFinished(() => {
          warn.mockRestore();
        });
        const prefix = database().freshPrefix();
        const first = await openStore({ prefix, partitions: made });
        await first.write("span", [spanAt({ startMs: midnight(5) })]);
        expect(warn).not.toHaveBeenCalled();

        const store = await openStore({ prefix, partitions: wanted });

        expect(store.partitions).toBe(made);
        expect(warn.mock.calls).toEqual([
          [expect.stringContaining(`are ${words} and stay that way, although partitions is ${wanted}`)],
        ]);
        expect((await store.findSpans()).items).toHaveLength(1);
        expect((await openStore({ prefix })).partitions).toBe(made);
        expect(warn).toHaveBeenCalledTimes(1);
      },
    );

    it("the option partitions is refused for any other value", async () => {
      const options: object = { partitions: "hour" };
      await expect(openTraceStore(temporaryFolder(), options)).rejects.toMatchObject({
        code: "bad_option",
        message: 'langchain-opik: partitions is "hour", but must be one of none, day.',
      });
    });
  });
}
