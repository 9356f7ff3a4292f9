import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { startOpik } from "../register/start-opik.js";
import { FUNCTION_RUNTIME, FunctionPlatform } from "./function-platform.js";

const ANSWER = `
  const chain = RunnableLambda.from((question) => "no " + question).withConfig({ runName: "function" });
  const answer = async ({ question }) => ({ answer: await chain.invoke(question) });`;
const FLUSH = `
  const answerAndFlush = async (event) => ({ ...await answer(event), flushed: await flushTraces() });`;

const FILES = {
  "runtime.cjs": FUNCTION_RUNTIME,
  "function.mjs": `
    import { RunnableLambda } from "@langchain/core/runnables";
    import { flushTraces } from "langchain-opik";
    ${ANSWER}${FLUSH}
    export { answerAndFlush as handler };`,
  "function.cjs": `
    const { RunnableLambda } = require("@langchain/core/runnables");
    const { flushTraces } = require("langchain-opik");
    ${ANSWER}${FLUSH}
    exports.handler = answerAndFlush;`,
  "unflushed.mjs": `
    import { RunnableLambda } from "@langchain/core/runnables";
    ${ANSWER}
    export { answer as handler };`,
};

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  for (const [file, text] of Object.entries(FILES)) project.write(file, text);
}, 120_000);
afterAll(() => {
  project.remove();
});

async function startFunction(file: keyof typeof FILES, node: string, preload: string) {
  const opik = await startOpik();
  const platform = new FunctionPlatform();
  await platform.start({
    node,
    folder: project.folder,
    runtime: "runtime.cjs",
    file,
    environment: {
      NODE_OPTIONS: `${preload} langchain-opik/register`,
      OPIK_URL_OVERRIDE: opik.url,
      OPIK_LANGCHAIN_SPOOL: "false",
      // Nothing is sent unless it is flushed.
      OPIK_LANGCHAIN_MAX_WAIT_MS: "600000",
    },
  });
  return { opik, platform };
}

const FLUSHED = { delivered: 1, spooled: 0, waiting: 0, dropped: {} };

describe.each(nodeVersions())("a function without a handler of its own, on Node.js $version", ({ path }) => {
  it.each([
    { file: "function.mjs", preload: "--import" },
    { file: "function.cjs", preload: "--import" },
    { file: "function.cjs", preload: "--require" },
  ] as const)("a function's traces are sent before it is frozen: $file with $preload", async ({ file, preload }) => {
    const { opik, platform } = await startFunction(file, path, preload);

    expect(await platform.call({ question: "one" })).toEqual({ answer: "no one", flushed: FLUSHED });
    expect(opik.traces).toMatchObject([{ name: "function", input: { input: "one" } }]);

    expect(await platform.call({ question: "more" })).toEqual({ answer: "no more", flushed: FLUSHED });
    expect(opik.traces).toMatchObject([{}, { name: "function", input: { input: "more" } }]);
  });
});

it.each(["function.mjs", "function.cjs"])(
  "%s has nothing to flush where nothing is configured, and prints nothing",
  async (file) => {
    const call = `import("./${file}").then(async ({ handler }) => console.log(JSON.stringify(await handler({ question: "one" }))));`;
    project.write("unconfigured.cjs", call);

    const printed = await project.runNode("unconfigured.cjs", { flags: ["--import", "langchain-opik/register"] });

    expect(JSON.parse(printed)).toEqual({ answer: "no one", flushed: { ...FLUSHED, delivered: 0 } });
  },
);

it("a function that flushes nothing is frozen with its traces", async () => {
  const { opik, platform } = await startFunction("unflushed.mjs", process.execPath, "--import");

  expect(await platform.call({ question: "one" })).toEqual({ answer: "no one" });
  expect(await platform.call({ question: "more" })).toEqual({ answer: "no more" });

  expect(opik.requests).toEqual([]);
});
