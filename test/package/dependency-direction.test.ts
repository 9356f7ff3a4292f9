import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ALLOWED_FOLDERS } from "./direction-rules.js";
import { findForbiddenGlobals } from "./find-globals.js";
import { findViolations } from "./find-violations.js";

const REPOSITORY = resolve(import.meta.dirname, "../..");

describe("the sources of this package", () => {
  it("the sources import only in the directions of docs/architecture.md", async () => {
    expect(await findViolations(REPOSITORY)).toEqual([]);
  }, 120_000);

  it("the sources are in the folders that docs/architecture.md names, and in no others", () => {
    const folders = readdirSync(join(REPOSITORY, "src"), { withFileTypes: true }).filter((file) => file.isDirectory());
    const named = Object.keys(ALLOWED_FOLDERS);
    expect(folders.map(({ name }) => name).sort()).toEqual(named.filter((name) => !name.includes("/")).sort());
    const inOthers = [...named, ...Object.values(ALLOWED_FOLDERS).flat()].filter((name) => name.includes("/"));
    expect(inOthers.filter((name) => !existsSync(join(REPOSITORY, "src", name)))).toEqual([]);
    expect([...named, ...inOthers]).toEqual(expect.arrayContaining(Object.values(ALLOWED_FOLDERS).flat()));
  });

  it("the environment and the time are read in one file each, and printing is done in two", () => {
    expect(findForbiddenGlobals(REPOSITORY)).toEqual([]);
  });
});

type Files = Readonly<Record<string, string>>;

/** For each rule files that break it, which all stand in one tree, and the break as it is to be reported. */
const BROKEN: readonly { readonly broken: string; readonly files: Files }[] = [
  broken("records-layer", "src/records/a.ts", "src/settings/b.ts"),
  broken("settings-layer", "src/settings/a.ts", "src/records/b.ts"),
  broken("tracing-layer", "src/tracing/a.ts", "src/settings/b.ts"),
  broken("handlers-layer", "src/handlers/a.ts", "src/delivery/b.ts"),
  broken("activation-layer", "src/activation/a.ts", "src/delivery/b.ts"),
  broken("chains-layer", "src/chains/a.ts", "src/delivery/b.ts"),
  broken("delivery-layer", "src/delivery/a.ts", "src/handlers/b.ts"),
  broken("store-layer", "src/store/a.ts", "src/delivery/b.ts"),
  broken("trace-view-layer", "src/trace-view/a.ts", "src/cli/b.ts"),
  broken("cli-layer", "src/cli/a.ts", "src/opik/b.ts"),
  broken("viewer/page-layer", "src/viewer/page/a.ts", "src/viewer/live/b.ts"),
  broken("testing-layer", "src/testing/a.ts", "src/delivery/b.ts"),
  broken("composition", "src/handlers/handler-host.ts", "src/delivery/spool/b.ts"),
  broken("store-door", "src/delivery/sinks/open-store.ts", "src/cli/b.ts"),
  {
    broken: "public-door: src/cli/door.ts -> src/index.ts",
    files: { "src/cli/door.ts": 'import "../index.js";' },
  },
  {
    broken: "no-cycles: src/cli/ring-a.ts -> src/cli/ring-b.ts",
    files: { "src/cli/ring-a.ts": 'import "./ring-b.js";', "src/cli/ring-b.ts": 'import "./ring-a.js";' },
  },
  {
    broken: "no-heavy-types: src/cli/typed.ts -> node_modules/@pydantic/genai-prices/index.d.ts",
    files: {
      "src/cli/typed.ts": 'import type { Usage } from "@pydantic/genai-prices";\nexport type A = Usage;',
      // Only of packages that are found is it known what is imported.
      "node_modules/@pydantic/genai-prices/package.json": '{ "types": "./index.d.ts" }',
      "node_modules/@pydantic/genai-prices/index.d.ts": "export interface Usage {}",
    },
  },
  {
    broken: "no-test-runner: src/testing/runner.ts -> vitest",
    files: { "src/testing/runner.ts": 'import "vitest";', "src/testing/vitest.ts": 'import "vitest";' },
  },
  {
    broken: "light-main-entry: src/cli/storing.ts -> src/store/b.ts",
    files: {
      "src/cli/storing.ts": 'import { b } from "../store/b.js";\nexport const storing = b;',
      "src/store/b.ts": "export const b = 1;",
    },
  },
  ...["opik", "pg", "@electric-sql/pglite"].map((name) => ({
    broken: `light-main-entry: src/cli/heavy.ts -> ${name}`,
    files: { "src/cli/heavy.ts": 'import "opik";\nimport "pg";\nimport "@electric-sql/pglite";' },
  })),
  {
    broken: "no-static-node-modules: src/cli/files.ts -> fs",
    files: { "src/cli/files.ts": 'import "node:fs";\nexport const files = 1;' },
  },
];

function broken(rule: string, from: string, to: string): (typeof BROKEN)[number] {
  const path = posix.relative(posix.dirname(from), to.replace(/ts$/, "js"));
  const specifier = path.startsWith(".") ? path : `./${path}`;
  const files = { [to]: "export const b = 1;", [from]: `import { b } from "${specifier}";\nexport const a = b;` };
  return { broken: `${rule}: ${from} -> ${to}`, files };
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What the main entry of the broken tree loads at once. */
const BROKEN_ENTRY = `
  import "./cli/storing.js";
  import "./cli/heavy.js";
  export { files } from "./cli/files.js";`;

describe("the rules for the sources", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "directions-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(files: Files): void {
    writeFiles(folder, { "src/index.ts": "export const door = 1;", ...files });
  }

  describe("a tree in which each rule is broken", () => {
    let reported: readonly string[];
    beforeAll(async () => {
      const tree = mkdtempSync(join(tmpdir(), "broken-"));
      for (const { files } of BROKEN) writeFiles(tree, { ...files, "src/index.ts": BROKEN_ENTRY });
      reported = await findViolations(tree);
      rmSync(tree, { recursive: true });
    });

    it.each(BROKEN)("the rules report $broken", ({ broken: violation }) => {
      expect(reported).toContain(violation);
    });
  });

  it("the rules allow a dynamic import of heavy packages and of Node's modules", async () => {
    write({ "src/cli/a.ts": 'export const a = () => [import("opik"), import("node:fs")];' });
    expect(await findViolations(folder)).toEqual([]);
  });

  it("the rules report a read of the environment in any other file", () => {
    write({ "src/cli/a.ts": "export const a = process.env.HOME;", "src/settings/environment.ts": "process.env;" });
    expect(findForbiddenGlobals(folder)).toEqual(["process.env: src/cli/a.ts"]);
  });

  it.each([
    ["new Date()", "export const a = new Date();"],
    ["Date.now", "export const a = globalThis.Date.now();"],
    ["Date.now", "export const a = (now = Date.now) => now();"],
    ["performance", "export const a = performance.now();"],
    ["setTimeout", "setTimeout(() => {}, 1);"],
    ["setInterval", "globalThis.setInterval(() => {}, 1);"],
    ["AbortSignal.timeout", "export const a = AbortSignal.timeout(1);"],
    ["process.hrtime", "export const a = process.hrtime.bigint();"],
  ])("the rules report %s outside of the file that reads the time", (name, text) => {
    write({ "src/delivery/a.ts": text, "src/runtime/real-time.ts": text, "src/cli/b.ts": text });
    expect(findForbiddenGlobals(folder)).toEqual([`${name}: src/delivery/a.ts`]);
  });

  it("the rules report printing outside of the two files that mask what they print", () => {
    write({
      "src/cli/a.ts": "console.log(1);",
      "src/cli/b.ts": 'process.stdout.write("1");',
      "src/cli/output.ts": 'process.stdout.write("1");',
      "src/store/c.ts": "globalThis.console.log(1);",
      "src/store/d.ts": "globalThis.process?.stderr.write(1);",
      "src/logging/log.ts": "console.warn(1);",
    });
    expect([...findForbiddenGlobals(folder)].sort()).toEqual([
      "console: src/cli/a.ts",
      "console: src/store/c.ts",
      "process.stderr: src/store/d.ts",
      "process.stdout: src/cli/b.ts",
    ]);
  });
});
