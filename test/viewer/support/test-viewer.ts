import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serveViewer, type ViewerOptions } from "../../../src/viewer/serve.js";
import { BACKENDS, openTestPglite } from "../../store/support/databases.js";
import { openTestStore, type TestStore } from "../../store/support/test-store.js";

/** The server of the command `ui`, with a store of its own. */
export interface TestViewer {
  readonly url: string;
  /** What `OPIK_URL_OVERRIDE` is for it. */
  readonly apiUrl: string;
  readonly store: TestStore;
  /** A request to Opik's API. */
  readonly opik: (method: string, path: string, body?: unknown) => Promise<Answered>;
  /** What the page is answered. */
  readonly page: (path: string) => Promise<Answered>;
  readonly loginPath: () => string;
  readonly close: () => Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly body: unknown;
}

export interface TestViewerOptions extends Partial<ViewerOptions> {
  /** Files of the page by their paths, as a build leaves them. Default: it is not built. */
  readonly pageFiles?: Readonly<Record<string, string>>;
}

/** An embedded database, and a server where there is one. */
export const DATABASES = BACKENDS.filter(({ name }) => !name.includes("socket"));

export async function openTestViewer(
  { pageFiles = {}, ...options }: TestViewerOptions = {},
  open = openTestPglite,
): Promise<TestViewer> {
  const database = await open();
  const store = await openTestStore(database);
  const pageFolder = mkdtempSync(join(tmpdir(), "viewer-page-"));
  for (const [path, content] of Object.entries(pageFiles)) {
    mkdirSync(dirname(join(pageFolder, path)), { recursive: true });
    writeFileSync(join(pageFolder, path), content);
  }
  const viewer = await serveViewer({ store, version: "1.2.3", pageFolder, ...options });
  const url = `http://localhost:${viewer.port}`;
  return {
    ...{ url, apiUrl: `${url}/api`, store },
    opik: (method, path, body) => ask(`${url}/api/v1/private${path}`, { method, body }),
    page: (path) => ask(`${url}/viewer/api${path}`),
    loginPath: () => viewer.loginPath(),
    async close() {
      await viewer.close();
      await database.remove();
      rmSync(pageFolder, { recursive: true });
    },
  };
}

interface Asked {
  readonly method?: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function ask(url: string, { method = "GET", body, headers = {} }: Asked = {}): Promise<Answered> {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
