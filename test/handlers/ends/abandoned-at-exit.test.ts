import { expect, it } from "vitest";
import { runProgram } from "../../support/process/run-program.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const LEAVE_AND_END = new URL("./exit-programs/leave-and-end.ts", import.meta.url);

it("a process that ends with an abandoned stream sends what had arrived of it", async () => {
  const world = await traceWorld(() => ({ kind: "silent", text: "An owl is" }));

  const result = await runProgram(LEAVE_AND_END, { TEST_API_URL: world.opik.url, TEST_MODEL_URL: world.models.url });

  expect(result).toEqual({ exitCode: 0, output: "left\n" });
  expect(world.opik.traces).toMatchObject([{ end_time: ANY_TEXT, metadata: { abandoned: "closed" } }]);
  expect(world.opik.spans).toMatchObject([
    { name: "ChatOpenAI", type: "llm", output: { choices: [{ message: { role: "assistant", content: "An owl " } }] } },
  ]);
});
