import type { Area } from "../answer-request.js";
import { route } from "../http/routes.js";
import { fileRoutes } from "./file-routes.js";
import { overviewRoutes } from "./overview-routes.js";
import type { PageApi } from "./page-api.js";
import type { PageError } from "./page-data.js";
import { spanRoutes } from "./span-routes.js";
import { traceRoutes } from "./trace-routes.js";

/** The routes for the page. */
export function pageArea(api: PageApi): Area {
  return {
    base: "/viewer/api",
    routes: [
      ...traceRoutes(api.store),
      ...spanRoutes(api.store),
      ...fileRoutes(api.store),
      ...overviewRoutes(api),
      route("GET", "/live", () => ({
        kind: "stream",
        open: (response) => {
          api.feed.add(response);
        },
      })),
    ],
    isOpen: () => false,
    errorBody: (reasons): PageError => ({ message: reasons.join("; ") }),
  };
}
