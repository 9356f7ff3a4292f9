import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Errors of the sources are the business of `npm run typecheck`.
    typecheck: { enabled: true, include: ["test/types/**/*.test-d.ts"], ignoreSourceErrors: true },
    // Many tests wait for processes of their own: one core left over, as is the default, would wait with them.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A developer's own Opik settings must not decide what the tests see.
    env: {
      OPIK_CONFIG_PATH: fileURLToPath(new URL("test/support/empty-opik.config", import.meta.url)),
      // Nor may the records of one test wait on disk for the next; a test of the spool names its own folder.
      OPIK_LANGCHAIN_SPOOL: "false",
      // A busy machine is no slow server: programs that end have the time to deliver.
      OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "20000",
      LANGCHAIN_TRACING_V2: "false",
      LANGSMITH_TRACING: "false",
    },
  },
});
