import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { systemClock } from "../runtime/system-clock.js";
import type { CollectorStore } from "../store/collector-store.js";
import { type Area, answerRequest, areaOf } from "./answer-request.js";
import { checkOrigin, checkToken, type DoorRules } from "./guard/door.js";
import { SECURITY_HEADERS } from "./guard/security-headers.js";
import { TokenGuard } from "./guard/token-guard.js";
import type { Answer } from "./http/answer.js";
import { BodyReader } from "./http/read-body.js";
import { sendAnswer } from "./http/send-answer.js";
import { AttachmentDesk } from "./ingest/attachment-desk.js";
import { ingestArea } from "./ingest/ingest-area.js";
import { RecordDesk } from "./ingest/record-desk.js";
import { whileDiskHasRoom } from "./live/disk-room.js";
import { LiveFeed } from "./live/live-feed.js";
import { OtherWriters } from "./live/other-writers.js";
import { StoreHealth } from "./live/store-health.js";
import { pageArea } from "./page-api/page-area.js";
import { answerPage } from "./page-files/answer-page.js";
import { PageFiles } from "./page-files/page-files.js";
import { StoreUpkeep } from "./store-upkeep.js";

export interface ViewerOptions {
  /** The server does not close it. */
  readonly store: CollectorStore;
  /** The version of this package. */
  readonly version: string;
  /** The folder that the page was built into. */
  readonly pageFolder: string;
  /** Default: any free port. */
  readonly port?: number;
  /** The address to listen on. Default: one that only this machine can reach. */
  readonly host?: string;
  /** The token that senders and the page need. Default: none. */
  readonly token?: string;
  /** How many days the store keeps a trace; 0 keeps it for ever. Default: 0. */
  readonly retentionDays?: number;
  /** The start of a trace's address in the Opik that is configured beside this one. */
  readonly opikTraceUrl?: string;
}

/** A server that accepts traces over Opik's API, keeps them in a store, and shows them. */
export interface Viewer {
  readonly port: number;
  /** A path of the page for one browser, which it logs in where the server has a token. It is good once, and soon. */
  loginPath(): string;
  /** Waits for what is under way, but not for long. */
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const CLOSE_TIMEOUT_MS = 5_000;
/** Longer than senders keep a connection: otherwise one may be closed in the moment in which it is used again. */
const KEEP_ALIVE_MS = 75_000;

/** @throws what `listen` says, such as EADDRINUSE */
export async function serveViewer(options: ViewerOptions): Promise<Viewer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const port = await listen(server, options);
  const feed: LiveFeed = new LiveFeed(() => {
    others.look();
  });
  const health = new StoreHealth(() => {
    feed.statusChanged();
  });
  const store = health.watch(whileDiskHasRoom(options.store));
  const others = new OtherWriters(store, feed);
  const changed = (traceIds: Iterable<string>) => {
    feed.tracesChanged(traceIds);
  };
  const attachments = new AttachmentDesk(store, changed);
  const upkeep = new StoreUpkeep(options.store, options.retentionDays ?? 0);
  const wrote = (records: number) => {
    upkeep.wrote(records);
  };
  const deleted = () => {
    upkeep.deleted();
  };
  const desk = new RecordDesk({ store, attachments, changed, wrote, deleted });
  const guard = options.token === undefined ? undefined : new TokenGuard(options.token, port);
  const entrance: Entrance = {
    areas: [
      ingestArea({ store, desk, attachments, version: options.version }),
      pageArea({ ...options, store, feed, health, port }),
    ],
    rules: { guard },
    bodies: new BodyReader(),
    files: new PageFiles(options.pageFolder),
  };
  server.on("request", (request, response) => {
    void answerAt(entrance, request).then((answer) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      sendAnswer(response, answer);
    });
  });
  return {
    port,
    loginPath: () => guard?.loginPath() ?? "/",
    close: async () => {
      await closed(server, feed);
      await upkeep.close();
    },
  };
}

async function listen(server: Server, { port = 0, host = LOOPBACK }: ViewerOptions): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

interface Entrance {
  readonly areas: readonly Area[];
  readonly rules: DoorRules;
  readonly bodies: BodyReader;
  readonly files: PageFiles;
}

function answerAt({ areas, rules, bodies, files }: Entrance, request: IncomingMessage): Promise<Answer> {
  const [path = ""] = (request.url ?? "/").split("?", 1);
  const area = areaOf(areas, path);
  if (area === undefined) return answerPage(request, rules, files);
  return answerRequest(area, request, bodies, () => {
    checkOrigin(request.headers, rules);
    if (!area.isOpen(path)) checkToken(request.headers, rules);
  });
}

async function closed(server: Server, feed: LiveFeed): Promise<void> {
  feed.close();
  const ended = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const cancel = systemClock.after(CLOSE_TIMEOUT_MS, () => {
    server.closeAllConnections();
  });
  await ended;
  cancel();
}
