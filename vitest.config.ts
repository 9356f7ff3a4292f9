import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { NODE_FLAGS } from "./test/support/process/node-flags.js";

/**
 * Tests that leave nothing behind in their process and so share it: to load LangChain anew for each file takes longer
 * than most of them do.
 */
const OF_ONE_PROCESS = [
  ...["chains", "contract", "delivery/attachments", "delivery/http", "delivery/queue", "delivery/sinks"],
  ...["delivery/spool", "delivery/stats", "handlers", "instrumentation", "logging", "records", "retry"],
  ...["terminal", "trace-view", "tracing"],
]
  .map((folder) => `test/${folder}/**/*.test.ts`)
  // Fake timers replace the clocks of their whole process, and settings of any values make any words secrets of theirs;
  // runners are tested on the package.
  .concat("test/delivery/sending/!(fake-timers).test.ts", "test/settings/!(any-settings.property).test.ts")
  // What the pages show is run with Opik's SDK, whose one client of a process keeps its address.
  .concat("test/testing/!(runners).test.ts", "test/docs/*.test.ts");

/** Tests of what is installed, for which the package is built and packed once. */
const OF_THE_PACKAGE = [
  "test/package/!(dependency-direction).test.ts",
  "test/process/**/*.test.ts",
  "test/testing/runners.test.ts",
];

const ONCE_A_RUN = ["test/support/process/run-folder.ts", "test/store/support/empty-store.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...OF_ONE_PROCESS, ...OF_THE_PACKAGE],
          globalSetup: ONCE_A_RUN,
        },
      },
      {
        extends: true,
        test: {
          name: "one-process",
          include: OF_ONE_PROCESS,
          isolate: false,
          globalSetup: ONCE_A_RUN,
        },
      },
      {
        extends: true,
        test: {
          name: "package",
          include: OF_THE_PACKAGE,
          globalSetup: ["test/package/pack-once.ts", "test/store/support/empty-store.ts"],
        },
      },
    ],
    // Many tests wait for timers and for processes of their own: with a worker a core the cores would wait with them.
    maxWorkers: availableParallelism() + 1,
    execArgv: [...NODE_FLAGS],
    // Only what hangs takes as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: "v8",
      // What a program's traces depend on. Files of types alone count nothing.
      include: ["src/{tracing,handlers,delivery}/**/*.ts"],
      // What runs only in processes that tests start is not seen, such as most of delivery/process/exits.
      thresholds: { lines: 95, branches: 90 },
      reporter: ["text-summary"],
    },
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
