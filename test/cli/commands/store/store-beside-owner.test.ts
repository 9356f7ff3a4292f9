import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { storeSpoolTarget } from "../../../../src/delivery/spool/spool-target.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { type Program, startProgram } from "../../../store/support/program.js";
import { NODE_FLAGS } from "../../../support/process/node-flags.js";
import { onceBuilt } from "../../../support/process/once-built.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { projectFolder } from "../../support/project-folder.js";
import { runCommand, runProcess } from "../../support/run-command.js";
import { newTrace, openSpool } from "../../support/spooled-records.js";
import { storedTrace } from "../../support/stored-project.js";

const EXIT_AT_ONCE = new URL("./programs/exit-at-once.ts", import.meta.url);

let folder: string;
beforeEach(() => {
  folder = projectFolder();
});

/** The settings of a project whose records wait in its own folder. */
function environment(): Readonly<Record<string, string>> {
  return {
    OPIK_LANGCHAIN_STORE: join(folder, "traces"),
    OPIK_LANGCHAIN_SPOOL: "true",
    OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool"),
  };
}

const run = (args: readonly string[], input = "") => runCommand(args, { folder, env: environment(), input });

async function startOwner(): Promise<Program> {
  const owner = startProgram("use-store", placeEmptyStore(join(folder, "traces")));
  onTestFinished(() => owner.kill());
  await owner.nextLine();
  return owner;
}

/** A traced program that ends by `process.exit()`. */
async function exitAtOnce(runName: string): Promise<void> {
  const program = [process.execPath, ...NODE_FLAGS, onceBuilt(EXIT_AT_ONCE), join(folder, "traces"), runName];
  const { exitCode } = await runProcess(program, { folder, env: environment() });
  expect(exitCode).toBe(0);
}

describe("langchain-opik beside the program that has the store open", () => {
  it("the command stores, lists, shows, counts, exports and deletes while a program has the store open", async () => {
    const owner = await startOwner();
    const DAY_MICROS = 86_400_000_000;
    const records = [1, 2, 100].map((days, index) => storedTrace(Date.now() * 1000 - days * DAY_MICROS, index));
    const lines = records.flatMap(({ trace, span }) => [trace, span]).map((record) => JSON.stringify(record));
    expect((await run(["import", "-"], lines.join("\n"))).stdout).toBe("6 records stored.\n");
    expect(await owner.ask("count")).toBe("counted 3");

    const { stdout } = await run(["traces", "--json"]);
    const { items } = JSON.parse(stdout) as { readonly items: readonly { readonly id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(records.map(({ trace }) => trace.id));
    expect(await run(["show", items[0]?.id ?? ""])).toMatchObject({ exitCode: 0, stdout: textMatching(/^ask 0 /) });
    expect((await run(["stats", "--window", "7d"])).stdout).toMatch(/^Traces, last 7d$/m);
    expect((await run(["export", "all.ndjson"])).stdout).toContain("3 traces and 3 spans written");
    expect(readFileSync(join(folder, "all.ndjson"), "utf8").trimEnd().split("\n")).toHaveLength(6);
    expect((await run(["prune", "--days", "30"])).stdout).toBe("1 trace and 1 span older than 30 days deleted.\n");
    expect(await owner.ask("count")).toBe("counted 2");
  });

  it("the command shows what a program that ended by process.exit() left on disk", async () => {
    const owner = await startOwner();
    await exitAtOnce("ended early");
    expect(await owner.ask("count")).toBe("counted 0");
    const { stdout, stderr } = await run(["traces"]);
    expect({ stdout, stderr }).toEqual({ stdout: textMatching(/ ended early +ok /), stderr: "" });
    expect((await run(["spool"])).stdout).toMatch(/^Nothing waits on disk/);
  });
});

describe("langchain-opik after a program that ended by process.exit()", () => {
  it("the command makes the store that a program had no time to make, and shows its trace", async () => {
    await exitAtOnce("first of all");
    expect(existsSync(join(folder, "traces", "database"))).toBe(false);
    expect((await run(["stats"])).stdout).toMatch(/^Traces, last 24h$/m);
    expect((await run(["traces"])).stdout).toContain(" first of all ");
  });

  it("the command reports a record on disk that cannot be stored, and shows the others", async () => {
    placeEmptyStore(join(folder, "traces"));
    const { apiUrl } = storeSpoolTarget(join(folder, "traces"));
    const spool = openSpool(folder, apiUrl, { workspaceName: "" });
    const broken = { ...newTrace(), json: '{"id":"none"}' };
    await spool.keep({ kind: "trace", records: [newTrace({ name: "whole" }), broken] });
    const { stdout, stderr } = await run(["traces"]);
    expect(stdout).toContain(" whole ");
    expect(stderr).toBe(
      "langchain-opik: 1 record on disk for this store could not be stored: langchain-opik spool says more.\n",
    );
  });
});
