import type { DeliverySettings } from "../../delivery/delivery-settings.js";
import type { HttpAnswer } from "../../delivery/http-transport.js";
import { getOnce } from "../../delivery/node-http-get.js";
import { createNodeHttpTransport } from "../../delivery/node-http-transport.js";
import { withoutSecret } from "../../delivery/without-secret.js";

/** The server as the doctor speaks to it: writes go the way that traces go. No method rejects, no answer holds the key. */
export interface OpikApi {
  readonly get: (path: string) => Promise<HttpAnswer>;
  readonly post: (path: string, body: unknown) => Promise<HttpAnswer>;
  readonly close: () => void;
}

export function openOpikApi(settings: DeliverySettings): OpikApi {
  const transport = createNodeHttpTransport(settings);
  const { signal } = new AbortController();
  return {
    get: async (path) => withoutKey(await getOnce(settings, path), settings.apiKey),
    post: async (path, body) => withoutKey(await transport.post(path, JSON.stringify(body), signal), settings.apiKey),
    close: () => {
      void transport.close();
    },
  };
}

// Before anything cuts the text: a part of a key would no longer be recognised.
function withoutKey(answer: HttpAnswer, apiKey: string | undefined): HttpAnswer {
  if (answer.kind === "failed") return { ...answer, message: withoutSecret(answer.message, apiKey) };
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, withoutSecret(value, apiKey)] as const);
  return { ...answer, headers: Object.fromEntries(headers), body: withoutSecret(answer.body, apiKey) };
}
