import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../cli/support/run-command.js";
import { diagnosticsOf } from "../package/diagnostics-of.js";
import { installPacked } from "../package/install-packed.js";
import type { PackedPackage } from "../package/packed-package.js";
import { hostPackage } from "../process/hosts.js";
import { repositoryPackage } from "../process/register/register-project.js";

let installed: PackedPackage;
beforeAll(async () => {
  installed = await installPacked();
  link("vitest", repositoryPackage("vitest"));
  for (const name of ["@types/jest", "@jest/globals", "expect"]) link(name, hostPackage(name));
  write("setup.config.mjs", 'export default { test: { setupFiles: ["langchain-opik/testing/vitest"] } };');
  write("jest.config.json", JSON.stringify({ testMatch: ["**/*.jest.?(c|m)js"], transform: {} }));
}, 120_000);
afterAll(() => {
  installed.remove();
});

function link(name: string, from: string): void {
  const path = join(installed.project, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(from, path);
}

function write(file: string, text: string): string {
  const path = join(installed.project, file);
  writeFileSync(path, text);
  return path;
}

/** One test that holds, and one that fails. */
const TESTS = `
  const greet = RunnableLambda.from((name) => "hello " + name).withConfig({ runName: "greet" });
  const record = async () => {
    const traces = recordTraces();
    await RunnableLambda.from((name, config) => greet.invoke(name, config))
      .invoke("owl", { callbacks: [traces.handler], runName: "party" });
    return traces;
  };
  test("holds", async () => {
    const traces = await record();
    expect(traces.print()).toMatchInlineSnapshot(\`
"party
  greet"
\`);
    expect(traces).toHaveSpan({ name: expect.stringContaining("gre"), output: { output: "hello owl" } });
    expect(traces).not.toHaveSpan({ name: "greet", output: { output: "hello bat" } });
    expect(traces).not.toHaveAnsweredBy("gpt-4o");
    expect(traces).toHaveNoErrors();
  });
  test("fails", async () => {
    expect(await record()).toHaveSpan("farewell");
  });
`;

const IMPORTS = `
  import { RunnableLambda } from "@langchain/core/runnables";
  import { recordTraces } from "langchain-opik/testing";
`;
const REQUIRES = `
  const { RunnableLambda } = require("@langchain/core/runnables");
  const { recordTraces } = require("langchain-opik/testing");
`;

const VITEST = () => [join(repositoryPackage("vitest"), "vitest.mjs"), "run"];
const JEST = () => [join(hostPackage("jest"), "bin", "jest.js"), "--ci", "--runTestsByPath"];
const RUNNERS = [
  {
    runner: "vitest",
    command: VITEST,
    file: "party.test.mjs",
    text: `import { expect, test } from "vitest"; import "langchain-opik/testing/vitest"; ${IMPORTS} ${TESTS}`,
  },
  {
    runner: "jest with CommonJS",
    command: JEST,
    file: "party.jest.cjs",
    text: `require("langchain-opik/testing/jest"); ${REQUIRES} ${TESTS}`,
  },
  {
    runner: "jest with ES modules",
    command: () => ["--experimental-vm-modules", ...JEST()],
    file: "party.jest.mjs",
    text: `import { expect, test } from "@jest/globals"; import "langchain-opik/testing/jest"; ${IMPORTS} ${TESTS}`,
  },
  {
    runner: "vitest with a setup file",
    command: () => [...VITEST(), "--config", "setup.config.mjs"],
    file: "setup.test.mjs",
    text: `import { expect, test } from "vitest"; ${IMPORTS} ${TESTS}`,
  },
  {
    runner: "jest with a setup file",
    command: () => [...JEST(), "--setupFilesAfterEnv", "langchain-opik/testing/jest", "--"],
    file: "setup.jest.cjs",
    text: `${REQUIRES} ${TESTS}`,
  },
];

describe.each(RUNNERS)("in $runner", ({ command, file, text }) => {
  it("the matchers work in a test run, and a failing one shows the trace", async () => {
    write(file, text);

    const { stdout, stderr, exitCode } = await runProcess([process.execPath, ...command(), file], {
      folder: installed.project,
    });

    const printed = stripVTControlCharacters(stdout + stderr);
    expect(printed).toMatch(/Tests\D+1 failed\D+1 passed/);
    expect(printed).toMatch(/Expected a span named "farewell", but there is none.\n\n *party\n +greet\n/);
    expect(exitCode).toBe(1);
  });
});

const CONSUMERS = [
  { runner: "vitest", head: 'import { expect } from "vitest"; import "langchain-opik/testing/vitest";' },
  { runner: "@jest/globals", head: 'import { expect } from "@jest/globals"; import "langchain-opik/testing/jest";' },
  { runner: "@types/jest", head: '/// <reference types="jest" />\nimport "langchain-opik/testing/jest";' },
  {
    runner: "expect.extend",
    head: `import { expect } from "vitest"; import { opikMatchers } from "langchain-opik/testing";
      expect.extend(opikMatchers); import "langchain-opik/testing/vitest";`,
  },
];

describe("the types of the matchers", () => {
  it.each(CONSUMERS.flatMap((one) => ["mts", "cts"].map((end) => ({ ...one, file: `consumer.${end}` }))))(
    "the matchers have types for $runner in $file",
    ({ head, file }) => {
      const consumer = write(
        file,
        `${head}
        import { recordTraces } from "langchain-opik/testing";
        const traces = recordTraces({ tags: ["a"] });
        expect(traces).toHaveSpan("search");
        expect(traces).not.toHaveSpan({ type: "llm", name: expect.stringContaining("a") });
        expect(traces).toHaveAnsweredBy("gpt-4o");
        export const nothing: void = expect(traces).toHaveNoErrors();
        // @ts-expect-error A span has no such field.
        expect(traces).toHaveSpan({ nane: "search" });
        // @ts-expect-error A model is named by text.
        expect(traces).toHaveAnsweredBy(4);`,
      );

      expect(diagnosticsOf(consumer)).toEqual([]);
    },
  );
});
