import { followModule } from "../handlers/follow-runs.js";
import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { joinSdk } from "../opik/join-sdk.js";
import { loadProjectConfig } from "../settings/files/load-project-config.js";
import { type Tracing, tracingOf } from "./announcements.js";
import { type ExportsBefore, ownExports } from "./follow-loading.js";
import { loadedCommonJs, loadedCommonJsExports } from "./loaded-modules.js";
import { moduleHost } from "./module-host.js";
import { tellOfEdgeRoutes } from "./next-edge-routes.js";
import { type EndTracing, endWithTests, warnAboutUntracedTests } from "./test-runners.js";
import { traceEveryRun } from "./trace-every-run.js";

interface ConfiguredActivation {
  readonly exportsBefore: ExportsBefore;
  /** Whether LangChain is in the same file, where only an import of this package's own reaches it. */
  readonly isBundled: boolean;
}

/** Activates once the project's config file is read, even if that is code: for callers that the program waits for. */
export async function activateConfigured({ exportsBefore, isBundled }: ConfiguredActivation): Promise<void> {
  await loadProjectConfig();
  await activate(exportsBefore, isBundled ? managerOf(await ownExports()) : undefined);
}

/**
 * Traces every LangChain run of this thread, whichever copy of LangChain runs it and whenever that was or will be
 * loaded; runs within `track` and `evaluate` of Opik's SDK are in the traces of these. May be called again, also by
 * another copy of this package: there is one tracer.
 *
 * @param exportsBefore what following the loading of modules has returned
 * @param ownManager the manager class of a copy that only the caller can reach, because it is bundled with it
 * @returns resolves when the ES modules that were loaded before are reached too; everything else is reached at once
 */
export async function activate(exportsBefore: ExportsBefore, ownManager?: unknown): Promise<void> {
  const { adopt, join } = tracingOf(startTracing);
  adopt(ownManager);
  const take = (exported: unknown) => {
    adopt(managerOf(exported));
    join(exported);
  };
  loadedCommonJsExports().forEach(take);
  (await exportsBefore()).forEach(take);
}

function startTracing(): Tracing {
  const tracer = new OpikCallbackHandler();
  const end: EndTracing = (options) => tracer.close(options);
  let runnerWaits = endWithTests(end);
  const adopt = traceEveryRun(tracer, () => {
    followCommonJsRuns();
    // A flag takes effect before the runner loads, whose tests are what runs LangChain.
    runnerWaits ||= endWithTests(end);
  });
  warnAboutUntracedTests(moduleHost(), runnerWaits);
  tellOfEdgeRoutes();
  return { adopt, join: joinSdk };
}

/** The manager class among what a file exports. Undefined: it is another file. */
function managerOf(exported: unknown): unknown {
  return typeof exported === "object" && exported !== null && "CallbackManager" in exported
    ? exported.CallbackManager
    : undefined;
}

/** What says in which run LangChain calls a function. */
const CONTEXT_FILE = /[\\/]dist[\\/](?:singletons[\\/]async_local_storage|tools)[\\/]index\.cjs$/;

/**
 * Follows the runs of the CommonJS copies that are loaded. A program of CommonJS that is started with `--import` has
 * another copy of LangChain than this package.
 */
function followCommonJsRuns(): void {
  for (const exported of loadedCommonJs(CONTEXT_FILE)) followModule(exported);
}
