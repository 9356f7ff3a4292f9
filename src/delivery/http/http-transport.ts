import type { DeliveryLimits } from "../delivery-settings.js";
import type { OpikTarget } from "../destination.js";
import type { RequestFailure } from "./request-limits.js";

/** The server, the account, and the limits of time and of concurrent requests. */
export type HttpSettings = OpikTarget & Pick<DeliveryLimits, "requestTimeoutMs" | "concurrency">;

/** The result of one HTTP request. */
export type HttpAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The beginning of the answer's text, without the key and the header values that were sent. */
      readonly body: string;
    }
  | RequestFailure;

/** Bytes on their way to the address that the server named. */
interface Put {
  readonly url: URL;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The API's own address gets its headers, the key among them; a storage gets none. */
  readonly to: "api" | "storage";
}

/** A connection to an Opik server. No method throws or rejects. */
export interface Transport {
  /** The API's base address, without a slash at its end. */
  readonly apiUrl: string;
  /**
   * @param path - below the API's base address, such as `/v1/private/traces/batch`
   * @param body - JSON, as texts that follow each other
   * @param signal - aborts the request, which then counts as a network failure
   */
  post(path: string, body: readonly string[], signal: AbortSignal): Promise<HttpAnswer>;
  /** Sends bytes, with a time limit that grows with their number. */
  put(put: Put, signal: AbortSignal): Promise<HttpAnswer>;
  /** Releases idle connections. */
  close(): Promise<void> | undefined;
}
