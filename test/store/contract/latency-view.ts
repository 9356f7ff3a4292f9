import { describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function latencyView(database: () => TestDatabase): void {
  describe("the view of latencies", () => {
    it("the view of latencies counts each run of an agent once, and not the runs below it", async () => {
      const { names, ...store } = await openTestStore(database());
      const run = (agent: string, seconds: number) => ({
        start_time: "2026-01-01T00:00:00Z",
        end_time: `2026-01-01T00:00:0${seconds}Z`,
        metadata: { agent_name: agent, agent_tier: "gold" },
      });
      await store.put(
        traceText(0, run("boss", 4)),
        spanText(1, run("boss", 1)),
        spanText(2, run("expert", 2)),
        spanText(3, { ...run("expert", 1), parent_span_id: testId(2) }),
        spanText(4, { ...run("expert", 4), error_info: { exception_type: "E", traceback: "-" } }),
      );

      const rows = await database().db.query(
        `SELECT agent, agent_tier, runs::int, errors::int, mean_ms, p50_ms, p99_ms FROM ${names.agentLatency} ORDER BY agent`,
      );

      expect(rows).toEqual([
        { agent: "boss", agent_tier: "gold", runs: 1, errors: 0, mean_ms: 4000, p50_ms: 4000, p99_ms: 4000 },
        { agent: "expert", agent_tier: "gold", runs: 2, errors: 1, mean_ms: 3000, p50_ms: 3000, p99_ms: 3980 },
      ]);
    });
  });
}
