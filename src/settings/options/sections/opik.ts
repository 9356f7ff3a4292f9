import type { OptionRows } from "../option-spec.js";

/** Where traces go, and with which key. */
export const OPIK = {
  apiKey: {
    kind: "secretText",
    env: "OPIK_API_KEY",
    fileKey: "opik.apiKey",
    iniKey: "api_key",
    default: undefined,
    does: "Opik API key. Required for Opik Cloud (comet.com).",
  },
  apiUrl: {
    kind: "url",
    env: "OPIK_URL_OVERRIDE",
    fileKey: "opik.apiUrl",
    iniKey: "url_override",
    default: "https://www.comet.com/opik/api",
    does: "URL of the Opik API, including /api. For a local Opik server: http://localhost:5173/api.",
  },
  workspaceName: {
    kind: "text",
    inHeader: true,
    env: "OPIK_WORKSPACE",
    fileKey: "opik.workspaceName",
    iniKey: "workspace",
    default: "default",
    does: "Opik workspace that traces are sent to.",
  },
  projectName: {
    kind: "text",
    env: "OPIK_PROJECT_NAME",
    fileKey: "opik.projectName",
    iniKey: "project_name",
    default: "Default Project",
    does: "Opik project that traces are logged to.",
  },
  environment: {
    kind: "text",
    env: "OPIK_ENVIRONMENT",
    fileKey: "opik.environment",
    default: undefined,
    does: "Name of the deployment, such as staging or production. Every trace and span carries it.",
  },
  headers: {
    kind: "headers",
    env: "OPIK_LANGCHAIN_HEADERS",
    fileKey: "opik.headers",
    default: {},
    does: "Additional HTTP headers for every request to Opik, for example those that a proxy needs.",
  },
  traceLink: {
    kind: "choice",
    choices: ["terminal", "always", "never"],
    env: "OPIK_LANGCHAIN_TRACE_LINK",
    fileKey: "opik.traceLink",
    default: "terminal",
    does: "When the first trace of a process has arrived in Opik, one line on the standard error output gives the link to it. The value terminal writes it only where that output is a terminal, and never where CI is set.",
  },
} as const satisfies OptionRows;
