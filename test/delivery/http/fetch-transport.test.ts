import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { createFetchTransport } from "../../../src/delivery/http/fetch-transport.js";
import { testSettings } from "../../support/delivery/test-delivery-settings.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  { runtime: "that compresses", stubbed: {}, encoding: "gzip" },
  { runtime: "without CompressionStream", stubbed: { CompressionStream: undefined }, encoding: undefined },
])("createFetchTransport posts JSON in a runtime $runtime", async ({ stubbed, encoding }) => {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  for (const [name, value] of Object.entries(stubbed)) vi.stubGlobal(name, value);

  const transport = createFetchTransport(testSettings(opik.url));
  const body = JSON.stringify({ traces: [] });
  const answer = await transport.post("/v1/private/traces/batch", [body], new AbortController().signal);

  expect(answer.kind).toBe("answered");
  expect(opik.requests).toMatchObject([{ text: body, headers: { authorization: "the-secret-key" } }]);
  expect(opik.requests[0]?.headers["content-type"]).toBe("application/json");
  expect(opik.requests[0]?.headers["content-encoding"]).toBe(encoding);
  expect(opik.requests[0]?.headers["content-length"]).toBeDefined();
});
