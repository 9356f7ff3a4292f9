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
  | { readonly kind: "failed"; readonly cause: "network" | "timeout"; readonly message: string };

/** One way to an Opik server. Neither method throws or rejects. */
export interface Transport {
  /**
   * @param path - below the API's base address, such as `/v1/private/traces/batch`
   * @param body - JSON text
   * @param signal - aborts the request, which then counts as a network failure
   */
  post(path: string, body: string, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets go of idle connections. */
  close(): Promise<void> | undefined;
}
