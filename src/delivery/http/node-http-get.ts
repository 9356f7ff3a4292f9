import { AbortController } from "../../runtime/abort-controller.js";
import { loadNodeModule } from "../../runtime/late-node-modules.js";
import { exchange, networkMessage } from "./http-exchange.js";
import type { HttpAnswer, HttpSettings } from "./http-transport.js";
import { maskedAnswer } from "./masked-answer.js";
import { loadProxy } from "./proxy.js";
import { requestHeaders } from "./request-headers.js";

/**
 * Makes one GET request in the way that batches are sent: same headers, same proxy. Never rejects, and keeps no process
 * alive.
 *
 * @param path - below the API's base address, such as `/is-alive/ver`
 */
export async function getOnce(settings: HttpSettings, path: string): Promise<HttpAnswer> {
  try {
    const url = new URL(settings.apiUrl.replace(/(?<!\/)\/+$/, "") + path);
    const { request } = await loadNodeModule(url.protocol === "https:" ? "node:https" : "node:http");
    const { signal } = new AbortController();
    const headers = requestHeaders(settings);
    // One request, one connection: nothing is left open afterwards.
    const asked = (await loadProxy(url))?.(url, { headers }, signal) ?? request(url, { headers, agent: false });
    const exchanged = { body: new Uint8Array(), timeoutMs: settings.requestTimeoutMs, signal };
    return maskedAnswer(await exchange(asked, exchanged));
  } catch (error) {
    return { kind: "failed", cause: "network", message: networkMessage(error) };
  }
}
