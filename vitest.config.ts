import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A developer's own Opik settings must not decide what the tests see.
    env: { OPIK_CONFIG_PATH: "/nonexistent/opik.config", LANGCHAIN_TRACING_V2: "false", LANGSMITH_TRACING: "false" },
  },
});
