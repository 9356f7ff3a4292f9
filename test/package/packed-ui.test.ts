import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openTraceStore } from "../../src/store/index.js";
import { runProcess } from "../cli/support/run-command.js";
import { placeEmptyStore } from "../store/support/empty-store.js";
import { packedForFile } from "./install-packed.js";

const MODULES = resolve(import.meta.dirname, "../../node_modules");
const PROGRAM = `
import { RunnableLambda } from "@langchain/core/runnables";
console.log(await RunnableLambda.from((word) => word.toUpperCase()).withConfig({ runName: "shout" }).invoke("hoo"));
`;

const packed = packedForFile();

it("the command ui runs a program of a project that has only installed the package, and keeps its trace", async () => {
  const { project } = packed();
  mkdirSync(join(project, "node_modules/@electric-sql"), { recursive: true });
  symlinkSync(join(MODULES, "@electric-sql/pglite"), join(project, "node_modules/@electric-sql/pglite"));
  writeFileSync(join(project, "app.mjs"), PROGRAM);
  placeEmptyStore(join(project, "traces"));

  const command = ["npx", "--no-install", "langchain-opik", "ui", "--", "node", "app.mjs"];
  const { exitCode, stdout, stderr } = await runProcess(command, { folder: project });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("HOO");
  const store = await openTraceStore(join(project, "traces"));
  onTestFinished(() => store.close());
  const { items } = await store.findTraces({ withInput: true });
  expect(items).toMatchObject([{ name: "shout", status: "ok", input: { input: "hoo" } }]);
});
