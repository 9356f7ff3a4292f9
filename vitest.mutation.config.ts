import { defineConfig } from "vitest/config";

/** The tests of the decisions that `npm run mutation` changes (stryker.config.json), in one process. */
export default defineConfig({
  test: {
    include: ["test/retry/**/*.test.ts", "test/tracing/attempts/**/*.test.ts"],
    globalSetup: ["test/support/process/run-folder.ts"],
    isolate: false,
    testTimeout: 120_000,
    env: { OPIK_LANGCHAIN_SPOOL: "false", LANGCHAIN_TRACING_V2: "false", LANGSMITH_TRACING: "false" },
  },
});
