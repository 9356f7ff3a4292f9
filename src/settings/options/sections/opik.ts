import type { OptionRows } from "../option-spec.js";

/** Where traces go, and what opens it. */
export const OPIK = {
  apiKey: {
    kind: "secretText",
    env: "OPIK_API_KEY",
    fileKey: "opik.apiKey",
    iniKey: "api_key",
    default: undefined,
    does: "The key that opens the Opik server; hosts under comet.com need one.",
  },
  apiUrl: {
    kind: "url",
    env: "OPIK_URL_OVERRIDE",
    fileKey: "opik.apiUrl",
    iniKey: "url_override",
    default: "https://www.comet.com/opik/api",
    does: "The address of Opik's API, with its /api; for a local install http://localhost:5173/api.",
  },
  workspaceName: {
    kind: "text",
    inHeader: true,
    env: "OPIK_WORKSPACE",
    fileKey: "opik.workspaceName",
    iniKey: "workspace",
    default: "default",
    does: "The workspace that the traces belong to.",
  },
  projectName: {
    kind: "text",
    env: "OPIK_PROJECT_NAME",
    fileKey: "opik.projectName",
    iniKey: "project_name",
    default: "Default Project",
    does: "The project that the traces are logged to.",
  },
  environment: {
    kind: "text",
    env: "OPIK_ENVIRONMENT",
    fileKey: "opik.environment",
    default: undefined,
    does: "The name of the deployment, such as staging, that traces and spans carry.",
  },
  headers: {
    kind: "headers",
    env: "OPIK_LANGCHAIN_HEADERS",
    fileKey: "opik.headers",
    default: {},
    does: "HTTP headers to send with every request, as a proxy may need them.",
  },
} as const satisfies OptionRows;
