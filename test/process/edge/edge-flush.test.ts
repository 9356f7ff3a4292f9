import { afterAll, beforeAll, expect, it } from "vitest";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { startOpik } from "../register/start-opik.js";
import { startWorkerd } from "./start-workerd.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});

const FLUSHING_WORKER = `
  import { RunnableLambda } from "@langchain/core/runnables";
  import { flushTraces, OpikCallbackHandler } from "langchain-opik";
  const echo = RunnableLambda.from((path) => path);
  export default {
    async fetch(request, env, context) {
      const handler = new OpikCallbackHandler({ apiUrl: env.OPIK_URL_OVERRIDE });
      const path = await echo.invoke(new URL(request.url).pathname, { callbacks: [handler] });
      if (path !== "/unflushed") context.waitUntil(flushTraces());
      return new Response(path);
    },
  };`;

it("flushTraces in workerd sends the traces of all requests, including one that is over", async () => {
  const opik = await startOpik();
  project.write("flushing.js", FLUSHING_WORKER);
  const url = await startWorkerd(project, {
    program: "flushing.js",
    variables: { OPIK_URL_OVERRIDE: opik.url },
    compatibilityFlags: [],
  });

  await (await fetch(`${url}/unflushed`)).text();
  await Promise.all(["/a", "/b", "/c"].map(async (path) => (await fetch(url + path)).text()));

  await opik.waitFor({ traces: 4 });
  const inputs = opik.traces.map(({ input }) => JSON.stringify(input));
  expect(inputs.sort()).toEqual(["/a", "/b", "/c", "/unflushed"].map((input) => JSON.stringify({ input })));
});
