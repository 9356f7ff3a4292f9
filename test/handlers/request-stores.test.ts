import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../delivery/spool/test-spool.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { runProgram } from "../support/process/run-program.js";

const PROGRAM = new URL("./request-stores-program.ts", import.meta.url);

it.each([{ TEST_FLUSHES: "false" }, { TEST_FLUSHES: "true" }])(
  "the AsyncLocalStorage of a request is released when the request is over, whatever it began: %j",
  async (environment) => {
    const server = await startRecordingOpikServer();
    onTestFinished(() => server.close());
    const result = await runProgram(PROGRAM, { ...environment, TEST_API_URL: server.url, TEST_DIR: temporaryFolder() });

    expect(result).toEqual({ exitCode: 0, output: "[]" });
    expect(server.traces).toHaveLength(10);
  },
);
