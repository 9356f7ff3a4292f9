import type { TraceStore } from "../../store/index.js";
import type { Area } from "../answer-request.js";
import { json } from "../http/answer.js";
import { type Route, route } from "../http/routes.js";
import type { RecordDesk } from "./record-desk.js";
import { recordRoutes } from "./record-routes.js";

export interface Ingest {
  readonly store: TraceStore;
  readonly desk: RecordDesk;
  /** The version of this package. */
  readonly version: string;
}

const BASE = "/api";

/** Opik's own API, as far as senders of traces use it. */
export function ingestArea(ingest: Ingest): Area {
  return {
    base: BASE,
    routes: [...aliveRoutes(ingest), ...recordRoutes(ingest.desk)],
    // Who only asks whether there is a server has no key yet.
    isOpen: (path) => path.startsWith(`${BASE}/is-alive/`),
    errorBody: (errors) => ({ errors }),
  };
}

function aliveRoutes({ version }: Ingest): readonly Route[] {
  return [
    route("GET", "/is-alive/ping", () => json({ message: "Healthy Server", healthy: true })),
    route("GET", "/is-alive/ver", () => json({ version: `langchain-opik-${version}` })),
  ];
}
