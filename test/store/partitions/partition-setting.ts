import { rmSync } from "node:fs";
import { join } from "node:path";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, it, onTestFinished } from "vitest";
import { OpikCallbackHandler } from "../../../src/index.js";
import { tableNames } from "../../../src/store/db/table-names.js";
import { openTraceStore } from "../../../src/store/index.js";
import { runCommand } from "../../cli/support/run-command.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { type TestDatabase, temporaryFolder } from "../support/databases.js";
import { midnight, spanAt, traceAt } from "./dated-records.js";
import { daysOf, partitionNames } from "./partition-names.js";

export function partitionSetting(database: () => TestDatabase): void {
  describe("the option storePartitions", () => {
    function emptyFolder(): string {
      const folder = temporaryFolder();
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      return folder;
    }

    it("the option storePartitions makes a handler create its tables in partitions", async () => {
      const storePrefix = database().freshPrefix();
      const handler = new OpikCallbackHandler({
        ...{ apiKey: "", apiUrl: "", store: SERVER_ADDRESS ?? "", storePrefix, storePartitions: "day" },
        spoolDir: join(emptyFolder(), "spool"),
      });
      await RunnableLambda.from((x: number) => x + 1).invoke(1, { callbacks: [handler] });

      expect(await handler.close()).toMatchObject({ delivered: 1, dropped: {} });
      const [tomorrow = ""] = daysOf([-1]);
      expect(await partitionNames(database().db, tableNames(storePrefix))).toContain(`traces_d${tomorrow}`);
    });

    it("the option storePartitions moves a store into partitions with export and import", {
      timeout: 60_000,
    }, async () => {
      const folder = emptyFolder();
      const [from, to] = [database().freshPrefix(), database().freshPrefix()];
      const whole = await openTraceStore(SERVER_ADDRESS ?? "", { prefix: from });
      await whole.write("trace", [traceAt({ startMs: midnight(3) })]);
      await whole.write("span", [spanAt({ startMs: midnight(3) })]);
      await whole.close();
      const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
        runCommand(args, { folder, env: { OPIK_LANGCHAIN_STORE: SERVER_ADDRESS ?? "", ...env } });

      const file = join(folder, "all.ndjson");
      expect(await run(["export", file], { OPIK_LANGCHAIN_STORE_PREFIX: from })).toMatchObject({ exitCode: 0 });
      const imported = await run(["import", file], {
        ...{ OPIK_LANGCHAIN_STORE_PREFIX: to, OPIK_LANGCHAIN_STORE_PARTITIONS: "day" },
      });

      expect(imported).toMatchObject({ exitCode: 0, stdout: "2 records stored.\n" });
      const moved = await openTraceStore(SERVER_ADDRESS ?? "", { prefix: to });
      onTestFinished(() => moved.close());
      expect(moved.partitions).toBe("day");
      expect(await moved.countRecords()).toEqual({ traces: 1, spans: 1, attachments: 0 });
    });
  });
}
