import { expect, it } from "vitest";
import { runProgram } from "../../support/process/run-program.js";
import { traceWorld } from "../../support/traces/traced-world.js";

it("a program that freezes the global object and all built-in objects is traced without any message", async () => {
  const { opik } = await traceWorld();

  const program = new URL("./frozen-programs/frozen-world.ts", import.meta.url);
  const { exitCode, output } = await runProgram(program, { TEST_API_URL: opik.url });

  expect(output).toBe('{"answer":4,"fresh":1,"delivered":2,"spooled":0,"waiting":0,"dropped":{}}\n');
  expect(exitCode).toBe(0);
  expect(opik.traces).toMatchObject([{ name: "frozen" }]);
  expect(opik.spans).toMatchObject([{ name: "double" }]);
});
