import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { joinSdk } from "../opik/join-sdk.js";
import { loadProjectConfig } from "../settings/files/load-project-config.js";
import { followCommonJsRuns, loadedCommonJsExports, managerOf, ownExports } from "./loaded-managers.js";
import { hookLoading, moduleExports } from "./loading.js";
import { ADOPT_NAME } from "./manager-source.js";
import { moduleHost } from "./module-host.js";
import { tellOfEdgeRoutes } from "./next-edge-routes.js";
import { JOIN_NAME } from "./sdk-source.js";
import { type EndTracing, endWithTests, warnAboutUntracedTests } from "./test-runners.js";
import { type AdoptManagerClass, traceEveryRun } from "./trace-every-run.js";

/**
 * Activates once the project's config file is read, even if that is code: for callers that the program waits for.
 *
 * @param isBundled whether LangChain is in the same file, where only an import of this package's own reaches it
 */
export async function activateConfigured({ isBundled }: { readonly isBundled: boolean }): Promise<void> {
  await loadProjectConfig();
  await activate(isBundled ? managerOf(await ownExports()) : undefined);
}

/**
 * Traces every LangChain run of this thread, whichever copy of LangChain runs it and whenever that was or will be
 * loaded; runs within `track` and `evaluate` of Opik's SDK are in the traces of these. May be called again, also by
 * another copy of this package: there is one tracer.
 *
 * @param ownManager the manager class of a copy that only the caller can reach, because it is bundled with it
 * @returns resolves when the ES modules that were loaded before are reached too; everything else is reached at once
 */
export async function activate(ownManager?: unknown): Promise<void> {
  const adopt = knownAdoption() ?? startAdoption();
  adopt(ownManager);
  const take = (exported: unknown) => {
    adopt(managerOf(exported));
    joinSdk(exported);
  };
  loadedCommonJsExports().forEach(take);
  (await moduleExports()).forEach(take);
}

function startAdoption(): AdoptManagerClass {
  const tracer = new OpikCallbackHandler();
  const end: EndTracing = (options) => tracer.close(options);
  let runnerWaits = endWithTests(end);
  const adopt = traceEveryRun(tracer, () => {
    followCommonJsRuns();
    // A flag takes effect before the runner loads, whose tests are what runs LangChain.
    runnerWaits ||= endWithTests(end);
  });
  Object.defineProperty(globalThis, ADOPT_NAME, { value: adopt });
  Object.defineProperty(globalThis, JOIN_NAME, { value: joinSdk });
  hookLoading();
  warnAboutUntracedTests(moduleHost(), runnerWaits);
  tellOfEdgeRoutes();
  return adopt;
}

function knownAdoption(): AdoptManagerClass | undefined {
  const known: unknown = Reflect.get(globalThis, ADOPT_NAME);
  if (typeof known !== "function") return undefined;
  return (managerClass) => {
    Reflect.apply(known, undefined, [managerClass]);
  };
}
