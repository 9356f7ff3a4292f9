import { expect, it } from "vitest";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { startOpikSite } from "../../support/opik-site.js";
import { installedCore, projectFolder } from "../../support/project-folder.js";
import { runDoctor } from "../../support/run-doctor.js";
import { newTrace, openSpool } from "../../support/spooled-records.js";

const checkSpoolOf = async (env: Readonly<Record<string, string>>, folder: string) => {
  const { url } = await startOpikSite();
  const { exitCode, report } = await runDoctor({ OPIK_URL_OVERRIDE: url, ...env }, folder);
  return { exitCode, result: report.checks.find(({ name }) => name === "spool") };
};

it("says what waits on disk, and how to send it", async () => {
  const folder = projectFolder(installedCore("1.2.13"));
  await openSpool(folder, "http://localhost:5173/api").keep({ kind: "trace", records: [newTrace(), newTrace()] });

  expect(await checkSpoolOf({}, folder)).toMatchObject({
    exitCode: 0,
    result: { status: "warning", detail: "2 records on disk", advice: textMatching(/spool replay/) },
  });
});

it("says that there are records which the server refused", async () => {
  const folder = projectFolder(installedCore("1.2.13"));
  await openSpool(folder, "http://localhost:5173/api").addDeadLetter({ record: newTrace(), reason: "bad usage" });

  expect(await checkSpoolOf({}, folder)).toMatchObject({
    exitCode: 0,
    result: { status: "warning", detail: textMatching(/^1 record that the server refused/) },
  });
});

it("says that the spool is turned off", async () => {
  const { result } = await checkSpoolOf({ OPIK_LANGCHAIN_SPOOL: "false" }, projectFolder(installedCore("1.2.13")));

  expect(result).toMatchObject({ status: "ok", detail: textMatching(/^turned off/) });
});

it("says that the switch of tracing has a value that it can't have", async () => {
  const { url } = await startOpikSite();
  const { report } = await runDoctor({ OPIK_URL_OVERRIDE: url, OPIK_LANGCHAIN_TRACING: "perhaps" });

  expect(report.checks.find(({ name }) => name === "settings")).toMatchObject({
    status: "warning",
    detail: textMatching(/OPIK_LANGCHAIN_TRACING .*must be true or false/),
  });
});
