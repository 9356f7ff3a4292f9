import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { claimFolder } from "../../../../src/store/db/folder/claims.js";
import { openTraceStore } from "../../../../src/store/index.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { textMatching, textWith } from "../../../support/traces/text-matchers.js";
import { startOpikSite } from "../../support/opik-site.js";
import { installedCore, projectFolder } from "../../support/project-folder.js";
import { runDoctor } from "../../support/run-doctor.js";
import { newTrace, openSpool } from "../../support/spooled-records.js";
import { timeout } from "../../support/stored-project.js";

/** No server is configured: the hosted one needs a key. */
const NO_SERVER = { OPIK_API_KEY: "", OPIK_URL_OVERRIDE: "" };

function doctorOfStore(folder: string, env: Readonly<Record<string, string>> = {}) {
  return runDoctor({ ...NO_SERVER, OPIK_LANGCHAIN_STORE: join(folder, "traces"), ...env }, folder);
}

describe("doctor with a trace store alone", { timeout }, () => {
  it("doctor writes a trace to the store, reads it back, removes it, and ends with 0", async () => {
    const folder = projectFolder(installedCore("1.2.13"));
    placeEmptyStore(join(folder, "traces"));
    await openSpool(folder, "http://localhost:5173/api").keep({ kind: "trace", records: [newTrace()] });

    const { exitCode, report } = await doctorOfStore(folder);

    expect(report.checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "packages: ok",
      "settings: ok",
      "spool: ok",
      "store: ok",
      "store: write: ok",
      "store: read back: ok",
      "store: remove: ok",
    ]);
    expect({ exitCode, arrives: report.arrives }).toEqual({ exitCode: 0, arrives: true });
    const store = await openTraceStore(join(folder, "traces"));
    onTestFinished(() => store.close());
    expect(await store.countTraces()).toBe(0);
    expect((await store.findSpans()).items).toEqual([]);
  });

  it("doctor makes the store where there is none yet, as a traced program would", async () => {
    const folder = projectFolder(installedCore("1.2.13"));

    const { exitCode, report } = await doctorOfStore(folder);

    expect(report.checks.find(({ name }) => name === "store")).toMatchObject({
      detail: textMatching(/^made .*traces$/),
    });
    expect(exitCode).toBe(0);
  });

  it("doctor checks a store that another process has open, and leaves nothing in it", async () => {
    const folder = projectFolder(installedCore("1.2.13"));
    const store = await openTraceStore(placeEmptyStore(join(folder, "traces")));
    onTestFinished(() => store.close());

    const { exitCode, report } = await doctorOfStore(folder);

    const found = report.checks.filter(({ name }) => name.startsWith("store"));
    expect(found.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(exitCode).toBe(0);
    expect(await store.countTraces()).toBe(0);
  });

  it("doctor warns of a store whose process does not answer, and leaves it alone", async () => {
    const folder = projectFolder(installedCore("1.2.13"));
    const release = claimFolder(placeEmptyStore(join(folder, "traces")), undefined);
    onTestFinished(() => release?.());

    const { exitCode, report } = await doctorOfStore(folder);

    const [found, ...others] = report.checks.filter(({ name }) => name.startsWith("store"));
    expect(found).toMatchObject({ status: "warning", detail: textWith(`process ${process.pid}`) });
    expect(others.map(({ status }) => status)).toEqual(["skipped", "skipped", "skipped"]);
    expect(exitCode).toBe(0);
  });

  it.each([
    ["a file in the place of its folder", "package.json", /folder/],
    ["a database that is not there", "postgres://127.0.0.1:1/traces", /database runs/],
    ["an address of another kind", "mysql://127.0.0.1/traces", /postgres:/],
  ])("doctor names the problem of %s as a store and what to do, and ends with 1", async (_, location, advice) => {
    const folder = projectFolder({ ...installedCore("1.2.13"), "package.json": "{}" });

    const { exitCode, failures } = await doctorOfStore(folder, { OPIK_LANGCHAIN_STORE: location });

    expect(failures).toEqual([expect.objectContaining({ advice: textMatching(advice) })]);
    expect(exitCode).toBe(1);
  });

  it("doctor reports records that wait on disk for the store", async () => {
    const folder = projectFolder(installedCore("1.2.13"));
    const place = placeEmptyStore(join(folder, "traces"));
    await openSpool(folder, `store:${place}`, { workspaceName: "" }).keep({ kind: "trace", records: [newTrace()] });

    const { report } = await doctorOfStore(folder);

    expect(report.checks.find(({ name }) => name === "spool")).toMatchObject({ detail: "1 record on disk" });
  });
});

describe("doctor with a server and a store", { timeout }, () => {
  it("doctor checks both a server and a store, whatever the result of the other", async () => {
    const { url } = await startOpikSite({ special: { "/": { status: 404 } } });
    const folder = projectFolder(installedCore("1.2.13"));
    placeEmptyStore(join(folder, "traces"));

    const { exitCode, failures, report } = await doctorOfStore(folder, { OPIK_URL_OVERRIDE: url });

    expect(failures.map(({ name }) => name)).toEqual(["server"]);
    expect(report.checks.find(({ name }) => name === "store: read back")).toMatchObject({ status: "ok" });
    expect(exitCode).toBe(1);
  });
});

describe("doctor on LangSmith", () => {
  it.each([["LANGSMITH_TRACING"], ["LANGCHAIN_TRACING_V2"]])(
    "doctor warns that %s sends prompts to LangSmith as well",
    async (name) => {
      const { url } = await startOpikSite();
      const folder = projectFolder({ ...installedCore("1.2.13"), ".env": `${name}=true\n` });

      const { exitCode, report } = await runDoctor({ OPIK_URL_OVERRIDE: url, [name]: "" }, folder);

      expect(report.checks.find((check) => check.name === "LangSmith")).toMatchObject({
        status: "warning",
        detail: `${name} is true: prompts go to LangSmith as well`,
      });
      expect(exitCode).toBe(0);
    },
  );

  it("doctor does not mention LangSmith where its tracing is switched off", async () => {
    const { url } = await startOpikSite();
    const { report } = await runDoctor({ OPIK_URL_OVERRIDE: url, LANGSMITH_TRACING: "false" });

    expect(report.checks.map(({ name }) => name)).not.toContain("LangSmith");
  });
});
