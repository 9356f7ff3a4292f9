import type { DeliveryLimits } from "../delivery-settings.js";
import type { OpikTarget } from "../destination.js";
import type { RequestFailure } from "./request-limits.js";

/** Which server, as whom, and how long and how often at once. */
export type HttpSettings = OpikTarget & Pick<DeliveryLimits, "requestTimeoutMs" | "concurrency">;

/** What came of one HTTP request. */
export type HttpAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The beginning of the answer's text, without the key and the header values that the server was sent. */
      readonly body: string;
    }
  | RequestFailure;

/** Bytes on their way to where the server wants them. */
interface Put {
  readonly url: URL;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The API's own address gets its headers, the key among them; a storage gets none. */
  readonly to: "api" | "storage";
}

/** One way to an Opik server. No method throws or rejects. */
export interface Transport {
  /** The API's base address, without a slash at its end. */
  readonly apiUrl: string;
  /**
   * @param path - below the API's base address, such as `/v1/private/traces/batch`
   * @param body - JSON, as texts that follow each other
   * @param signal - aborts the request, which then counts as a network failure
   */
  post(path: string, body: readonly string[], signal: AbortSignal): Promise<HttpAnswer>;
  /** Sends bytes, with more time the more there are. */
  put(put: Put, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets go of idle connections. */
  close(): Promise<void> | undefined;
}
