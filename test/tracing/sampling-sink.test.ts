import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_RECORDS_YET } from "../../src/records/delivery-health.js";
import type { FlushResult, RecordSink } from "../../src/records/record-sink.js";
import { isInShare, type SamplingRules, SamplingSink } from "../../src/tracing/sampling-sink.js";
import type { TracedRecord, TraceFacts } from "../../src/tracing/serialize/traced-record.js";

const FACTS: TraceFacts = { name: "t", durationMs: 1, errors: 0, retries: 0, fallbacks: 0, tags: [], metadata: {} };

function span(traceId: string, id: string, json = "{}"): TracedRecord {
  return { kind: "span", id, traceId, json };
}

function ended(traceId: string, facts: Partial<TraceFacts> = {}): TracedRecord {
  return { kind: "trace", id: traceId, traceId, json: "{}", ended: { ...FACTS, ...facts } };
}

function samplingWorld(rules: Partial<SamplingRules> = {}) {
  const passed: string[] = [];
  const result: FlushResult = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
  const next: RecordSink<TracedRecord> = {
    accept: ({ id }) => passed.push(id),
    flush: () => Promise.resolve(result),
    close: () => Promise.resolve(result),
    health: () => ({ ...NO_RECORDS_YET, state: "idle", queue: { records: 1, bytes: 10 }, dropped: { closed: 1 } }),
  };
  const sink = new SamplingSink({ rate: 0, isWorthKeeping: ({ errors }) => errors > 0, ...rules }, next);
  return { sink, passed };
}

describe("a sampled trace", () => {
  it("a sampled trace waits whole until its root has ended, and then passes on in the order of its records", async () => {
    const { sink, passed } = samplingWorld();
    sink.accept(span("a", "a1"));
    sink.accept(span("a", "a2"));
    expect(passed).toEqual([]);
    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 0, waiting: 2, dropped: {} });
    sink.accept(ended("a", { errors: 1 }));
    sink.accept(span("a", "late"));
    expect(passed).toEqual(["a1", "a2", "a", "late"]);
  });

  it("a sampled trace is dropped whole and counted once when nothing about it is worth keeping", async () => {
    const { sink, passed } = samplingWorld();
    sink.accept(span("a", "a1"));
    sink.accept(ended("a"));
    sink.accept(span("a", "late"));
    sink.accept(ended("a", { errors: 1 }));
    expect(passed).toEqual([]);
    expect((await sink.flush()).dropped).toEqual({ sampled_out: 4 });
    expect((await sink.flush()).dropped).toEqual({});
  });

  it("a waiting trace counts in the queue of health(), and as dropped once it is dropped", async () => {
    const { sink } = samplingWorld();
    sink.accept(span("a", "a1"));
    expect(sink.health()).toMatchObject({ queue: { records: 2, bytes: 12 }, dropped: { closed: 1 } });
    sink.accept(ended("a"));
    await sink.flush();
    expect(sink.health()).toMatchObject({ queue: { records: 1, bytes: 10 }, dropped: { closed: 1, sampled_out: 2 } });
  });

  it("a trace that belongs to the share passes on without waiting", () => {
    const { sink, passed } = samplingWorld({ rate: 1 });
    sink.accept(span("a", "a1"));
    expect(passed).toEqual(["a1"]);
  });

  it("the trace that has waited longest passes on without its end when too much waits", () => {
    const { sink, passed } = samplingWorld({ maxWaitingLength: 25 });
    sink.accept(span("old", "o1", '"0123456789"'));
    sink.accept(span("new", "n1", '"0123456789"'));
    sink.accept(span("new", "n2", '"0123456789"'));
    sink.accept(span("old", "o2"));
    sink.accept(ended("new"));
    expect(passed).toEqual(["o1", "o2"]);
  });

  it("a trace whose end never came passes on when the sink is closed", async () => {
    const { sink, passed } = samplingWorld();
    sink.accept(span("a", "a1"));
    expect(await sink.close()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: {} });
    expect(passed).toEqual(["a1"]);
  });
});

describe("the share", () => {
  it("the share holds no trace at a rate of 0 and every trace at 1", () => {
    fc.assert(fc.property(fc.string(), (id) => !isInShare(id, 0) && isInShare(id, 1)));
  });

  it("a larger share keeps every trace that a smaller one keeps", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.uuid(), share, share, (id, one, other) => {
        if (isInShare(id, Math.min(one, other))) expect(isInShare(id, Math.max(one, other))).toBe(true);
      }),
    );
  });

  it("the share is about as large as its rate, even for ids that differ only at their end", () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `01a1fc46-488d-76ec-9132-${n.toString(16).padStart(12, "0")}`);
    const kept = ids.filter((id) => isInShare(id, 0.1)).length;
    expect(kept).toBeGreaterThan(800);
    expect(kept).toBeLessThan(1200);
  });
});
