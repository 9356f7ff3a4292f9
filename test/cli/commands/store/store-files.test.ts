import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { storedProject, storedTrace, timeout } from "../../support/stored-project.js";

describe("langchain-opik export and import", () => {
  const { folder, traceIds, run } = storedProject("server");
  const inFolder = (name: string) => join(folder(), name);
  const linesOf = (text: string) => text.trimEnd().split("\n");

  it("export writes a file that can be imported elsewhere", { timeout }, async () => {
    const file = inFolder("export.ndjson");
    const exported = await run(["export", file, "--window", "7d", "--json"]);
    expect(JSON.parse(exported.stdout)).toEqual({
      ...{ file, traces: 2, spans: 2, attachments: 0 },
      ...{ loose_spans: 0, looseSpans: 0 },
    });
    const lines = linesOf(readFileSync(file, "utf8"));
    const [first, second] = traceIds();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: first, name: "ask 0" },
      { trace_id: first, type: "llm" },
      { id: second, name: "ask 1" },
      { trace_id: second },
    ]);

    const imported = await run(["import", file, "--store", "./copy"]);
    expect(imported).toMatchObject({ exitCode: 0, stdout: "4 records stored.\n" });
    const shown = await run(["show", second ?? "", "--store", "./copy", "--json"]);
    expect(JSON.parse(shown.stdout)).toEqual({
      trace: JSON.parse(lines[2] ?? "") as unknown,
      spans: [JSON.parse(lines[3] ?? "")],
    });
  });

  it("export and import copy the filtered traces from one store to another through pipes", { timeout }, async () => {
    const { stdout, exitCode } = await run(["export", "-", "--from", "30d", "--to", "1d", "--status", "ok"]);
    expect({ exitCode, lines: linesOf(stdout).length }).toEqual({ exitCode: 0, lines: 2 });

    placeEmptyStore(inFolder("piped"));
    const imported = await run(["import", "-", "--store", "./piped", "--json"], { input: stdout });
    expect(JSON.parse(imported.stdout)).toMatchObject({ stored: 2, attachments: 0, refused: 0, refused_lines: [] });
    expect((await run(["export", "-", "--store", "./piped"])).stdout).toBe(stdout);
  });

  it("export ends well when its reader has gone, and keeps standard output for the records", { timeout }, async () => {
    expect(await run(["export", "-"], { closesOutput: true })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await run(["export", "-", "--json"])).toMatchObject({
      exitCode: 2,
      stderr: textMatching(/--json and - both want standard output/),
    });
  });

  it("export includes spans whose trace is not stored, and counts them", { timeout }, async () => {
    const { trace, span } = storedTrace(Date.now() * 1000, 1);
    const { span: loose } = storedTrace(Date.now() * 1000, 2);
    const input = [trace, span, loose].map((record) => JSON.stringify(record)).join("\n");
    placeEmptyStore(inFolder("loose"));
    await run(["import", "-", "--store", "./loose"], { input });

    const { stdout } = await run(["export", "loose.ndjson", "--store", "./loose"]);
    expect(stdout).toBe("1 trace and 2 spans written to loose.ndjson. The trace of 1 span is not stored.\n");
    const ids = linesOf(readFileSync(inFolder("loose.ndjson"), "utf8")).map(
      (line) => (JSON.parse(line) as { id: string }).id,
    );
    expect(ids).toEqual([trace.id, span.id, loose.id]);
  });

  it("export replaces a file only with --force, and never what is not a plain file", { timeout }, async () => {
    writeFileSync(inFolder("mine.txt"), "mine");
    expect(await run(["export", "mine.txt"])).toMatchObject({
      exitCode: 1,
      stderr: textMatching(/mine\.txt exists already\. Name another file, or use --force/),
    });
    expect(readFileSync(inFolder("mine.txt"), "utf8")).toBe("mine");
    expect((await run(["export", "mine.txt", "--force"])).stdout).toBe("3 traces and 3 spans written to mine.txt.\n");
    for (const [file, why] of [
      [".", /is a folder/],
      ["/dev/null", /is no plain file/],
      ["none/x.ndjson", /there is no folder none/],
    ] as const) {
      expect((await run(["export", file])).stderr).toMatch(why);
    }
    expect(readdirSync(folder()).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("import reports for each line that is not a record why, and stores the others", { timeout }, async () => {
    const { trace, span } = storedTrace(Date.now() * 1000, 1);
    const id = uuidV7(Date.now() * 1000);
    const start_time = trace.start_time;
    const deep = `{"id":"${id}","start_time":"${start_time}","input":${"[".repeat(2000)}${"]".repeat(2000)}}`;
    const lines = [
      ...[trace, span].map((record) => JSON.stringify(record)),
      "",
      ...["[1, 2]", '"text"', '{"id":5}'],
      ...[
        { id, email: "a@b.example" },
        { id, start_time: 7 },
      ].map((record) => JSON.stringify(record)),
      ...[{ type: "llm" }, { trace_id: "x" }].map((field) => JSON.stringify({ id, start_time, ...field })),
      deep,
      JSON.stringify(trace).slice(0, 200),
    ];
    placeEmptyStore(inFolder("rubbish"));
    const { stdout, exitCode } = await run(["import", "-", "--store", "./rubbish"], { input: lines.join("\n") });
    expect({ exitCode, lines: linesOf(stdout) }).toEqual({
      exitCode: 1,
      lines: [
        "2 records stored.",
        "9 lines left out:",
        ...["  line 4 is no JSON object", "  line 5 is no JSON object", "  line 6 has no id that is a UUID"],
        ...[7, 8].map((line) => `  line ${line} has no start_time such as 2026-03-01T08:00:00Z`),
        ...["  line 9 is a span without a trace_id", "  line 10 has a trace_id that is no UUID"],
        ...["  line 12 is no JSON, or was cut off", "  line 11 holds what the database cannot"],
      ],
    });
    const { stdout: stored } = await run(["export", "-", "--store", "./rubbish"]);
    expect(linesOf(stored).map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([trace.id, span.id]);
  });

  it("import says how to import a compressed file", { timeout }, async () => {
    writeFileSync(inFolder("export.gz"), gzipSync("{}"));
    const { stderr, exitCode } = await run(["import", "export.gz"]);
    expect({ stderr, exitCode }).toEqual({ stderr: textMatching(/is compressed: gunzip -c <file> \|/), exitCode: 1 });
  });
});
