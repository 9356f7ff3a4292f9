import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { placeEmptyStore } from "../../store/support/empty-store.js";
import { NODE_FLAGS } from "../../support/process/node-flags.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

const run = promisify(execFile);

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("@electric-sql/pglite");
  project.write(
    "main.mjs",
    `import { RunnableLambda } from "@langchain/core/runnables";
    await RunnableLambda.from(() => "done").withConfig({ runName: "kept" }).invoke("go");`,
  );
}, 120_000);
afterAll(() => {
  project.remove();
});

/** Made before, so that a busy machine opens it well within the ten seconds that a process waits for a store. */
const newStore = (name: string) => placeEmptyStore(join(project.folder, name));

const runTraced = (environment: Readonly<Record<string, string>>) =>
  project.runNode("main.mjs", { flags: [...NODE_FLAGS, "--import", "langchain-opik/register"], environment });

async function storedNames(store: string): Promise<readonly string[]> {
  const command = join(project.folder, "node_modules/langchain-opik/dist/cli/main.js");
  const { stdout } = await run(process.execPath, [...NODE_FLAGS, command, "traces", "--json", "--store", store]);
  const { items } = JSON.parse(stdout) as { readonly items: readonly { readonly name: string }[] };
  return items.map(({ name }) => name);
}

it("traces are kept in the store that the environment names, without an Opik account", async () => {
  const store = newStore("alone");

  expect(await runTraced({ OPIK_LANGCHAIN_STORE: store })).toBe("");
  expect(await storedNames(store)).toEqual(["kept"]);
});

it("a store has time to open when a short program ends, however short the limit for Opik is", async () => {
  const store = newStore("slow");

  // To open it takes a thousand times as long as Opik is given.
  expect(await runTraced({ OPIK_LANGCHAIN_STORE: store, OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "1" })).toBe("");
  expect(await storedNames(store)).toEqual(["kept"]);
});

it("traces are kept in a store beside Opik", async () => {
  const opik = await startOpik();
  const store = newStore("beside");

  expect(await runTraced({ OPIK_LANGCHAIN_STORE: store, OPIK_URL_OVERRIDE: opik.url })).toBe("");
  expect(await storedNames(store)).toEqual(["kept"]);
  expect(opik.traces.map(({ name }) => name)).toEqual(["kept"]);
});
