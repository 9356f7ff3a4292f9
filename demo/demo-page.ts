import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCollectorStore } from "../src/store/open-trace-store.js";
import { serveViewer } from "../src/viewer/serve.js";

/** The page of `langchain-opik ui`, with a store of its own that is gone when it closes. */
export interface DemoPage {
  readonly url: string;
  readonly apiUrl: string;
  close(): Promise<void>;
}

/** Where `npm run build` puts the page. */
const PAGE = join(import.meta.dirname, "../dist/viewer/page");

export async function openDemoPage(): Promise<DemoPage> {
  const folder = mkdtempSync(join(tmpdir(), "langchain-opik-demo-"));
  const store = await openCollectorStore(folder);
  const viewer = await serveViewer({ store, version: "demo", pageFolder: PAGE });
  const url = `http://localhost:${viewer.port}`;
  return {
    url,
    apiUrl: `${url}/api`,
    async close() {
      await viewer.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
