import { join } from "node:path";
import { CLIENT_NAME } from "../../../delivery/http/request-headers.js";
import { storeTables } from "../../../delivery/sinks/store-tables.js";
import { rememberSecrets } from "../../../logging/known-secrets.js";
import { OPTIONS, type Settings } from "../../../settings/options/option-table.js";
import { traceLinkStart } from "../../../settings/trace-link.js";
import type { CollectorStore } from "../../../store/collector-store.js";
import { openCollectorStore } from "../../../store/open-trace-store.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { isLoopbackAddress } from "../../../viewer/guard/known-hosts.js";
import { serveViewer, type Viewer } from "../../../viewer/serve.js";
import type { CommandResult } from "../../command-result.js";
import { interruptibly } from "../../interruption.js";
import { packageFolder } from "../../project/package-folder.js";
import { projectSettings } from "../../project/project-settings.js";
import { UsageError } from "../../usage-error.js";
import { takeIn, waitingFor } from "../store/waiting-records.js";
import { listenOnFreePort } from "./free-port.js";
import { openBrowser } from "./open-browser.js";
import { type ProgramEnd, runTraced } from "./run-traced.js";

export interface UiFlags {
  /** The project's folder. */
  readonly folder: string;
  readonly port?: string;
  readonly store?: string;
  readonly host?: string;
  readonly token?: string;
  readonly open?: true;
  /** A command with its arguments, which is run and traced. */
  readonly program: readonly string[];
  /** Whether a person may look at the page after the program has ended. */
  readonly isWatched: boolean;
  readonly show: (lines: readonly StyledLine[]) => void;
}

/** The folder of traces if neither a flag nor a setting names one. */
const DEFAULT_STORE = "traces";
/** The place of the page in a build of this package. */
const PAGE = "dist/viewer/page";

/** `langchain-opik ui`: receives traces and shows them, until Ctrl-C. */
export async function uiCommand(flags: UiFlags): Promise<CommandResult> {
  checkHost(flags);
  const { settings, refusals } = projectSettings(flags.folder);
  const named = flags.store ?? settings.store;
  if (named === undefined && refusals.has("store")) throw new Error(refusals.get("store"));
  const location = named ?? join(flags.folder, DEFAULT_STORE);
  const store = await openCollectorStore(location, storeTables(settings));
  try {
    const waiting = waitingFor(location, settings);
    const notice = waiting && (await takeIn(waiting, store));
    if (notice !== undefined) flags.show([[piece(notice)]]);
    const viewer = await openViewer(store, settings, flags);
    try {
      return await serve(viewer, store.place, flags);
    } finally {
      await viewer.close();
    }
  } finally {
    await store.close();
  }
}

function openViewer(
  store: CollectorStore,
  settings: Settings,
  { port: asked, host, token, store: named }: UiFlags,
): Promise<Viewer> {
  const pageFolder = join(packageFolder(), PAGE);
  const opikTraceUrl = isOpikNamed(settings) ? traceLinkStart(settings) : undefined;
  return listenOnFreePort(asked, (port) =>
    serveViewer({
      ...{ store, port, pageFolder, version: VERSION, retentionDays: named === undefined ? settings.retentionDays : 0 },
      ...(host !== undefined && { host }),
      ...(token !== undefined && { token }),
      ...(opikTraceUrl !== undefined && { opikTraceUrl }),
    }),
  );
}

/** Whether the project sends to an Opik other than this server. An address on this machine may be this server's own. */
function isOpikNamed({ apiUrl, apiKey }: Settings): boolean {
  if (apiUrl === OPTIONS.apiUrl.default) return apiKey !== undefined;
  return URL.canParse(apiUrl) && !isLoopbackAddress(new URL(apiUrl).hostname);
}

const VERSION = CLIENT_NAME.replace(/^.*\//, "");

/** @throws UsageError if others could reach traces without a token */
function checkHost({ host, token }: UiFlags): void {
  if (token !== undefined) rememberSecrets([token]);
  if (token === "") throw new UsageError("--token is empty.");
  if (host === undefined || token !== undefined || isLoopbackAddress(host)) return;
  throw new UsageError(`--host ${host} lets other machines connect, so it requires --token.`);
}

async function serve(viewer: Viewer, place: string, flags: UiFlags): Promise<CommandResult> {
  const { token, program, show } = flags;
  const address = `http://${nameOf(flags.host)}:${viewer.port}`;
  show(startLines({ address, place, isProtected: token !== undefined }));
  if (flags.open === true) openBrowser(address + viewer.loginPath());
  return interruptibly(async (signal) => {
    const [command, ...given] = program;
    if (command === undefined) {
      await aborted(signal);
      return ended();
    }
    const end = await runTraced({ command, given, apiUrl: `${address}/api`, token, folder: flags.folder, signal });
    if (signal.aborted || !flags.isWatched) return ended(end);
    show([[piece(`${endText(end)} The page stays until Ctrl-C.`)]]);
    await aborted(signal);
    return ended(end);
  });
}

/** The host name by which this machine reaches the server. */
function nameOf(host = "localhost"): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

interface Start {
  readonly address: string;
  readonly place: string;
  readonly isProtected: boolean;
}

function startLines({ address, place, isProtected }: Start): readonly StyledLine[] {
  const key = isProtected ? [[piece("  OPIK_API_KEY=<the token>   (the page once as /?token=<the token>)")]] : [];
  return [
    [piece("Traces: "), piece(address, "bold")],
    [piece(`Kept in ${place}`)],
    [piece("Send to it from any program:")],
    [piece(`  OPIK_URL_OVERRIDE=${address}/api`)],
    ...key,
  ];
}

function endText({ exitCode, signal }: ProgramEnd): string {
  return signal === undefined ? `The program ended with exit code ${exitCode}.` : `The program was ended by ${signal}.`;
}

/** Ctrl-C is the normal end. */
function ended({ exitCode }: Pick<ProgramEnd, "exitCode"> = { exitCode: 0 }): CommandResult {
  return { exitCode, lines: [], json: undefined };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}
