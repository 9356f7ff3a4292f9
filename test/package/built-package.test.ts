import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { optionHovers } from "../docs/option-hovers.js";
import { diagnosticsOf } from "./diagnostics-of.js";
import { installPacked } from "./install-packed.js";
import type { PackedPackage } from "./packed-package.js";

let installed: PackedPackage;
beforeAll(async () => {
  installed = await installPacked();
  for (const name of ["opik", "pg", "@electric-sql/pglite"]) plantTattler(name);
}, 120_000);
afterAll(() => {
  installed.remove();
});

/** A package that prints its name when something loads it. */
function plantTattler(name: string): void {
  const folder = join(installed.project, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "2.0.40", main: "index.cjs" }));
  writeFileSync(join(folder, "index.cjs"), `console.log("loaded ${name}");`);
}

const LOADERS = [
  { kind: "import", file: "main.mjs", load: 'import * as door from "langchain-opik";' },
  { kind: "require", file: "main.cjs", load: 'const door = require("langchain-opik");' },
];

describe.each(LOADERS)("the packed package, reached with $kind", ({ file, load }) => {
  it("the packed package exports the handler", async () => {
    const printed = await installed.runScript(file, `${load} console.log(typeof door.OpikCallbackHandler);`);
    expect(printed).toBe("function");
  });

  it("the packed package loads none of its heavy optional packages", async () => {
    expect(await installed.runScript(file, `${load} console.log("end");`)).toBe("end");
  });

  it("the packed package starts no timer and lets the process end", async () => {
    const script = `${load} console.log(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length);`;
    expect(await installed.runScript(file, script)).toBe("0");
  });

  it("a process that made a handler and never closed it can end", async () => {
    const script = `${load}
      new door.OpikCallbackHandler({ apiUrl: "http://127.0.0.1:9/api" });
      console.log("made");`;
    expect(await installed.runScript(file, script)).toBe("made");
  });

  it("the packed package has named exports only", async () => {
    const names = await installed.runScript(file, `${load} console.log(Object.keys(door).sort().join());`);
    expect(names.split(",")).not.toContain("default");
  });
});

describe("the store of the packed package", () => {
  it.each([
    { kind: "import", file: "store.mjs", load: 'import { openTraceStore } from "langchain-opik/store";' },
    { kind: "require", file: "store.cjs", load: 'const { openTraceStore } = require("langchain-opik/store");' },
  ])("with $kind, the store loads no driver before it is opened, and then only its own", async ({ file, load }) => {
    // In place of the drivers there are tattlers, so that opening fails after it has loaded one.
    const script = `${load} console.log("end");
      openTraceStore("postgres://127.0.0.1:9/db").catch((error) => console.log(error.name));`;
    expect(await installed.runScript(file, script)).toBe("end\nloaded pg\nStoreError");
  });

  // The tattler in its place has no database to give, which only the thread can find out.
  it("the store of the packed package finds the thread of its embedded database", async () => {
    const open = 'openTraceStore("./traces").catch((error) => console.log(error.message))';
    for (const [file, load] of [
      ["thread.mjs", 'import { openTraceStore } from "langchain-opik/store";'],
      ["thread.cjs", 'const { openTraceStore } = require("langchain-opik/store");'],
    ] as const) {
      const printed = await installed.runScript(file, `${load} ${open};`);
      expect(printed).toContain("The requested module '@electric-sql/pglite' is a CommonJS module");
    }
  });
});

describe("the page of the packed package", () => {
  const files = () =>
    readdirSync(join(installed.project, "node_modules/langchain-opik/dist"), { recursive: true }).map(String);

  it("the packed package has the page as it is served: one HTML file, and what that names", () => {
    const page = files().filter((path) => path.startsWith(join("viewer", "page", "")));
    expect(page).toContain(join("viewer", "page", "index.html"));
    expect(page.some((path) => /index-[\w-]+[.]js$/.test(path))).toBe(true);
    expect(page.some((path) => /index-[\w-]+[.]css$/.test(path))).toBe(true);
  });

  it("the packed package has neither the sources of the page nor the packages that it is built with", () => {
    expect(files().filter((path) => /[.](?:tsx|map)$/.test(path))).toEqual([]);
    const manifest = readFileSync(join(installed.project, "node_modules/langchain-opik/package.json"), "utf8");
    const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(Object.keys(dependencies)).not.toContain("preact");
  });
});

it("the planted packages of these tests report that they are loaded", async () => {
  expect(await installed.runScript("tattler.mjs", 'import "opik";')).toBe("loaded opik");
});

describe("the declarations of the packed package", () => {
  it.each([
    { kind: "import", file: "consumer.mts" },
    { kind: "require", file: "consumer.cts" },
  ])("the declarations compile strictly for $kind in a project without the types of Opik's SDK", ({ file }) => {
    const consumer = join(installed.project, file);
    writeFileSync(
      consumer,
      `import { OpikCallbackHandler } from "langchain-opik";
       export const handler = new OpikCallbackHandler({ projectName: "p", tags: ["a"] });
       // @ts-expect-error A tag is text.
       export const wrong = new OpikCallbackHandler({ tags: [1] });`,
    );
    expect(diagnosticsOf(consumer)).toEqual([]);
  });

  it("the declarations show in an editor what an option does", () => {
    const options = { strict: true, module: ts.ModuleKind.NodeNext, types: [] };
    const hovers = optionHovers(join(installed.project, "hovered.mts"), options);
    expect(hovers.get("maxWaitMs")).toContain("Environment: `OPIK_LANGCHAIN_MAX_WAIT_MS`");
  });
});
