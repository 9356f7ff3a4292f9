import type { CollectorStore } from "../../store/collector-store.js";
import type { Area } from "../answer-request.js";
import { json } from "../http/answer.js";
import { type Route, route } from "../http/routes.js";
import type { AttachmentDesk } from "./attachment-desk.js";
import { attachmentRoutes } from "./attachment-routes.js";
import { evaluationRoutes } from "./evaluation-routes.js";
import { notServed } from "./not-served.js";
import { projectRoutes } from "./project-routes.js";
import { promptRoutes } from "./prompt-routes.js";
import { readingRoutes } from "./reading-routes.js";
import type { RecordDesk } from "./record-desk.js";
import { recordRoutes } from "./record-routes.js";
import { scoreRoutes } from "./score-routes.js";
import { threadRoutes } from "./thread-routes.js";

export interface Ingest {
  readonly store: CollectorStore;
  readonly desk: RecordDesk;
  readonly attachments: AttachmentDesk;
  /** The version of this package. */
  readonly version: string;
}

const BASE = "/api";

/** The part of Opik's own API that senders of traces use. */
export function ingestArea(ingest: Ingest): Area {
  return {
    base: BASE,
    routes: [...aliveRoutes(ingest), ...opikRoutes(ingest), ...redirects],
    // A client that only checks whether there is a server has no key yet, and a link only leads to another link.
    isOpen: (path) => path.startsWith(`${BASE}/is-alive/`) || path.startsWith(`${BASE}/v1/session/redirect/`),
    refusalOf: notServed,
    errorBody: (errors) => ({ errors }),
  };
}

/** Paths without named parts stand before those with them. */
function opikRoutes({ store, desk, attachments }: Ingest): readonly Route[] {
  return [
    ...scoreRoutes(store, desk),
    ...threadRoutes(store, desk),
    ...recordRoutes(desk),
    ...readingRoutes(store, desk),
    ...projectRoutes(store),
    ...attachmentRoutes(attachments),
    ...evaluationRoutes(store),
    ...promptRoutes(store),
  ];
}

/** The links that senders print. For an experiment the page shows its traces. */
const redirects = ["projects", "experiments"].map((kind) =>
  route("GET", `/v1/session/redirect/${kind}/`, ({ query }) => {
    const id = query.get("trace_id") ?? "";
    return { kind: "empty", status: 303, headers: { location: id === "" ? "/" : `/traces/${encodeURIComponent(id)}` } };
  }),
);

function aliveRoutes({ version }: Ingest): readonly Route[] {
  return [
    route("GET", "/is-alive/ping", () => json({ message: "Healthy Server", healthy: true })),
    route("GET", "/is-alive/ver", () => json({ version: `langchain-opik-${version}` })),
  ];
}
