import { RunnableLambda } from "@langchain/core/runnables";
import { Opik } from "opik";
import { expect, onTestFinished, test, vi } from "vitest";
import { flushTraces, OpikCallbackHandler } from "../../src/index.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";

test("a handler with a client warns once that the client's flush does not wait for it, and leaves that flush alone", async () => {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => {
    written.mockRestore();
  });
  const client = new Opik({ apiUrl: server.url, projectName: "of the client" });
  const { flush } = client;

  const handlers = [new OpikCallbackHandler({ client }), new OpikCallbackHandler({ client, tags: ["second"] })];
  await RunnableLambda.from((x: number) => x + 1).invoke(1, { callbacks: handlers });
  await client.flush();
  await flushTraces();

  const told = written.mock.calls.map(([text]) => String(text)).filter((text) => text.includes("own flush()"));
  expect(told).toEqual([expect.stringMatching(/^langchain-opik: .* Await handler\.flush\(\) or flushTraces\(\).*\n$/)]);
  expect(client.flush).toBe(flush);
  expect(server.traces.map(({ project_name }) => project_name)).toContain("of the client");
});
