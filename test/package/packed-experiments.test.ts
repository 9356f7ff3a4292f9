import { symlinkSync, unlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DatasetApi } from "../opik/dataset-api.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { packedForFile } from "./install-packed.js";

const installed = packedForFile();

// Neither names this package nor flushes.
const PROGRAM = `
  class Opinion extends BaseMetric {
    validationSchema = z.object({ output: z.string() });
    async score({ output }) {
      await RunnableLambda.from(() => output).withConfig({ runName: "judge" }).invoke(output);
      return { name: "opinion", value: 1 };
    }
  }
  const chain = RunnableLambda.from(({ input }) => new AIMessage("answer to " + input)).withConfig({ runName: "chain" });
  async function main() {
    const client = new Opik();
    const dataset = await client.createDataset("questions");
    await dataset.insert([{ input: "a" }, { input: "b" }]);
    const task = async (item) => {
      const message = await chain.invoke(item);
      return Object.assign(message, { output: message.text });
    };
    await evaluate({ client, dataset, task, scoringMetrics: [new Opinion("opinion")] });
  }
  void main();`;

const NAMES: readonly (readonly [string, string])[] = [
  ["@langchain/core/messages", "AIMessage"],
  ["@langchain/core/runnables", "RunnableLambda"],
  ["opik", "BaseMetric, evaluate, Opik, z"],
];
const IMPORTS = NAMES.map(([from, names]) => `import { ${names} } from "${from}";`).join("\n");
const REQUIRES = NAMES.map(([from, names]) => `const { ${names} } = require("${from}");`).join("\n");
const TREE = ["evaluation_task", "  llm_task", "    chain", "  metrics_calculation", "    opinion", "      judge"];

function installSdk(alias: string): void {
  const link = join(installed().project, "node_modules/opik");
  symlinkSync(resolve("node_modules", alias), link);
  onTestFinished(() => {
    unlinkSync(link);
  });
}

async function experimentTrees(file: string, source: string, flag?: string): Promise<(readonly string[])[]> {
  const api = new DatasetApi();
  const opik = await startRecordingOpikServer({ answerOther: api.answer });
  onTestFinished(() => opik.close());
  await installed().runScript(file, source, {
    OPIK_CONFIG_PATH: resolve("test/support/empty-opik.config"),
    OPIK_LANGCHAIN_SPOOL: "false",
    OPIK_URL_OVERRIDE: opik.url,
    OPIK_LANGCHAIN_TRACING: "true",
    ...(flag !== undefined && { NODE_OPTIONS: `${flag} langchain-opik/register` }),
  });
  expect(opik.violations).toEqual([]);
  expect(opik.traces.map(({ source }) => source)).toEqual(opik.traces.map(() => "experiment"));
  return opik.traces.map(({ id }) => printedTrace(opik, id));
}

test.each([
  { sdk: "opik", file: "flag.mjs", flag: "--import", program: IMPORTS + PROGRAM },
  { sdk: "opik", file: "flag.cjs", flag: "--require", program: REQUIRES + PROGRAM },
  { sdk: "opik", file: "other-flag.cjs", flag: "--import", program: REQUIRES + PROGRAM },
  { sdk: "opik-1-11", file: "older.mjs", flag: "--import", program: IMPORTS + PROGRAM },
  { sdk: "opik-1-11", file: "older.cjs", flag: "--require", program: REQUIRES + PROGRAM },
  { sdk: "opik", file: "after.mjs", program: `${IMPORTS}import "langchain-opik/register";${PROGRAM}` },
  { sdk: "opik", file: "before.mjs", program: `import "langchain-opik/register";${IMPORTS}${PROGRAM}` },
  { sdk: "opik", file: "after.cjs", program: `${REQUIRES}require("langchain-opik/register");${PROGRAM}` },
])("$file with $sdk: by register alone, experiments arrive whole with their LangChain runs", async (given) => {
  installSdk(given.sdk);

  expect(await experimentTrees(given.file, given.program, given.flag)).toEqual([TREE, TREE]);
});
