import { expect, it } from "vitest";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { startOpikSite } from "../../support/opik-site.js";
import { installedCore, projectFolder } from "../../support/project-folder.js";
import { KEY } from "../../support/run-command.js";
import { runDoctor } from "../../support/run-doctor.js";
import { newTrace, openSpool } from "../../support/spooled-records.js";

const checkSpoolOf = async (url: string, folder: string, env: Readonly<Record<string, string>> = {}) => {
  const { exitCode, report } = await runDoctor({ OPIK_URL_OVERRIDE: url, ...env }, folder);
  return { exitCode, result: report.checks.find(({ name }) => name === "spool") };
};

it("doctor reports what waits on disk, and how to send it", async () => {
  const folder = projectFolder(installedCore("1.2.13"));
  const { url } = await startOpikSite();
  await openSpool(folder, url, { key: KEY }).keep({ kind: "trace", records: [newTrace(), newTrace()] });

  expect(await checkSpoolOf(url, folder)).toMatchObject({
    exitCode: 0,
    result: { status: "warning", detail: "2 records on disk", advice: textMatching(/spool replay/) },
  });
});

it("doctor reports records that the server refused", async () => {
  const folder = projectFolder(installedCore("1.2.13"));
  const { url } = await startOpikSite();
  await openSpool(folder, url).addDeadLetter({ record: newTrace(), reason: "bad usage" });

  expect(await checkSpoolOf(url, folder)).toMatchObject({
    exitCode: 0,
    result: { status: "warning", detail: textMatching(/^1 record that the server refused/) },
  });
});

it("doctor does not count what waits for another server or store", async () => {
  const folder = projectFolder(installedCore("1.2.13"));
  const { url } = await startOpikSite();
  const elsewhere = openSpool(folder, "http://localhost:5173/api");
  await elsewhere.keep({ kind: "trace", records: [newTrace()] });
  await elsewhere.addDeadLetter({ record: newTrace(), reason: "bad usage" });
  await openSpool(folder, "store:/elsewhere").keep({ kind: "trace", records: [newTrace()] });

  expect(await checkSpoolOf(url, folder)).toMatchObject({
    exitCode: 0,
    result: { status: "ok", detail: textMatching(/^nothing waits on disk for what is configured here/) },
  });
});

it("doctor reports that the spool is turned off", async () => {
  const { url } = await startOpikSite();
  const folder = projectFolder(installedCore("1.2.13"));
  const { result } = await checkSpoolOf(url, folder, { OPIK_LANGCHAIN_SPOOL: "false" });

  expect(result).toMatchObject({ status: "ok", detail: textMatching(/^turned off/) });
});

it("doctor reports an invalid value of the variable that turns tracing on", async () => {
  const { url } = await startOpikSite();
  const { report } = await runDoctor({ OPIK_URL_OVERRIDE: url, OPIK_LANGCHAIN_TRACING: "perhaps" });

  expect(report.checks.find(({ name }) => name === "settings")).toMatchObject({
    status: "warning",
    detail: textMatching(/OPIK_LANGCHAIN_TRACING .*must be true or false/),
  });
});
