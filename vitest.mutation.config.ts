import { defineConfig } from "vitest/config";

const SHARED = {
  globalSetup: ["test/support/process/run-folder.ts"],
  testTimeout: 120_000,
  env: { OPIK_LANGCHAIN_SPOOL: "false", LANGCHAIN_TRACING_V2: "false", LANGSMITH_TRACING: "false" },
};

/**
 * The tests of the decisions that `npm run mutation` changes (stryker.config.json). Those are left out that try every
 * combination, or that start processes: they take seconds for each change, and what they would notice the others do.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...SHARED,
          name: "without LangChain",
          include: [
            "test/retry/**/*.test.ts",
            "test/delivery/spool/!(crash-steps|full-disk|killed-process|many-*|other-users).test.ts",
          ],
        },
      },
      {
        test: {
          ...SHARED,
          name: "LangChain",
          include: [
            "test/tracing/attempts/!(every-*|endless-attempts|nests.property).test.ts",
            "test/chains/{candidates-without-runs,fallback-breaker}.test.ts",
          ],
          // To load it anew for each file would take longer than the tests.
          isolate: false,
        },
      },
    ],
  },
});
