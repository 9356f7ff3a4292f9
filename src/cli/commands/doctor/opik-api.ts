import type { HttpAnswer, HttpSettings } from "../../../delivery/http/http-transport.js";
import { getOnce } from "../../../delivery/http/node-http-get.js";
import { createNodeHttpTransport } from "../../../delivery/http/node-http-transport.js";

/**
 * The server, called in the way that the doctor needs: writes are sent as traces are. No method rejects, no answer
 * holds the key.
 */
export interface OpikApi {
  readonly get: (path: string) => Promise<HttpAnswer>;
  readonly post: (path: string, body: unknown) => Promise<HttpAnswer>;
  readonly close: () => void;
}

export function openOpikApi(settings: HttpSettings): OpikApi {
  const transport = createNodeHttpTransport(settings);
  const { signal } = new AbortController();
  return {
    get: (path) => getOnce(settings, path),
    post: (path, body) => transport.post(path, [JSON.stringify(body)], signal),
    close: () => {
      void transport.close();
    },
  };
}
