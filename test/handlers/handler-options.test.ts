import { RunnableLambda } from "@langchain/core/runnables";
import { Opik } from "opik";
import { expect, onTestFinished, test, vi } from "vitest";
import { OpikCallbackHandler, type OpikCallbackHandlerOptions } from "../../src/index.js";
import { OPTION_NAMES } from "../../src/settings/options/option-table.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";

const program = RunnableLambda.from((x: number) => x + 1).pipe(RunnableLambda.from((x: number) => x));

async function opikServer(): Promise<RecordingOpikServer> {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  return server;
}

async function runOnce(options: OpikCallbackHandlerOptions): Promise<void> {
  const handler = new OpikCallbackHandler(options);
  onTestFinished(() => void handler.close({ timeoutMs: 1_000 }));
  await program.invoke(1, { callbacks: [handler] });
  await handler.flush();
}

function batchHeaders({ requests }: RecordingOpikServer, name: string): unknown[] {
  return [...new Set(requests.map((request) => request.headers[name]))];
}

test("the key and the workspace are sent to the server with every request", async () => {
  const server = await opikServer();

  await runOnce({ apiUrl: server.url, apiKey: "key-1", workspaceName: "team" });

  expect(server.requests).toHaveLength(2);
  expect(batchHeaders(server, "authorization")).toEqual(["key-1"]);
  expect(batchHeaders(server, "comet-workspace")).toEqual(["team"]);
});

test("the project and the environment are in every record", async () => {
  const server = await opikServer();

  await runOnce({ apiUrl: server.url, projectName: "support-bot", environment: "staging" });

  for (const record of [...server.traces, ...server.spans]) {
    expect(record).toMatchObject({ project_name: "support-bot", environment: "staging" });
  }
  expect(server.spans).toHaveLength(2);
});

test("a client of the Opik SDK gives the address of the server, and is itself neither used nor changed", async () => {
  const server = await opikServer();
  const client = new Opik({
    apiUrl: server.url,
    apiKey: "client-key",
    workspaceName: "client-team",
    projectName: "client-project",
  });
  const before = structuredClone(client.config);

  await runOnce({ client, projectName: "handler-project" });

  expect(client.config).toEqual(before);
  expect(server.traces).toMatchObject([{ project_name: "handler-project" }]);
  expect(batchHeaders(server, "authorization")).toEqual(["client-key"]);
  expect(batchHeaders(server, "comet-workspace")).toEqual(["client-team"]);
});

test("a client's project is used when the handler names none", async () => {
  const server = await opikServer();
  const client = new Opik({ apiUrl: server.url, projectName: "client-project" });

  await runOnce({ client });

  expect(server.traces).toMatchObject([{ project_name: "client-project" }]);
});

test("a client's configuration may be given instead of the client", async () => {
  const server = await opikServer();
  const clientConfig = {
    apiUrl: server.url,
    apiKey: "config-key",
    workspaceName: "config-team",
    projectName: "config-project",
    headers: { "x-proxy": "yes" },
  };
  const before = structuredClone(clientConfig);

  await runOnce({ clientConfig });

  expect(clientConfig).toEqual(before);
  expect(server.traces).toMatchObject([{ project_name: "config-project" }]);
  expect(batchHeaders(server, "authorization")).toEqual(["config-key"]);
  expect(batchHeaders(server, "x-proxy")).toEqual(["yes"]);
});

test("the handler's own options take precedence over those of its client", async () => {
  const server = await opikServer();
  const client = new Opik({ apiUrl: "http://127.0.0.1:9/api", apiKey: "client-key", workspaceName: "client-team" });

  await runOnce({ client, apiUrl: server.url, apiKey: "own-key", workspaceName: "own-team" });

  expect(batchHeaders(server, "authorization")).toEqual(["own-key"]);
  expect(batchHeaders(server, "comet-workspace")).toEqual(["own-team"]);
});

test("tags and metadata given to the handler are not changed by its traces", async () => {
  const server = await opikServer();
  const tags = Object.freeze(["one"]);
  const metadata = Object.freeze({ service: "bot" });

  await runOnce({ apiUrl: server.url, tags, metadata });

  expect(server.traces).toMatchObject([{ tags: ["one"], metadata: { service: "bot" } }]);
});

test("flushAsync, the old name, delivers too, and sends nothing for a handler without records", async () => {
  const server = await opikServer();
  const handler = new OpikCallbackHandler({ apiUrl: server.url });
  onTestFinished(() => void handler.close());

  await handler.flushAsync();
  expect(server.requests).toEqual([]);
  await program.invoke(1, { callbacks: [handler] });

  expect(await handler.flushAsync()).toEqual({ delivered: 3, spooled: 0, waiting: 0, dropped: {} });
});

test.each([
  { option: "redact", given: { redact: "all" }, shown: '"all"' },
  { option: "redact", given: { redact: true }, shown: "true" },
  { option: "keepTrace", given: { keepTrace: { errors: true } }, shown: "an object" },
])("$given in code is an error that names the option, the value and what is allowed", ({ option, given, shown }) => {
  // @ts-expect-error JavaScript callers are not held to the types.
  const make = () => new OpikCallbackHandler(given);

  expect(make).toThrow(`langchain-opik: ${option} is ${shown}, but must be a function.`);
});

test("an option that must be a function may be null or undefined", () => {
  // @ts-expect-error JavaScript callers are not held to the types.
  const make = () => new OpikCallbackHandler({ redact: null, keepTrace: undefined });

  expect(make).not.toThrow();
});

/** What a handler with these options prints. */
function warningsOf(options: object): readonly string[] {
  const written = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  onTestFinished(() => {
    written.mockRestore();
  });
  written.mockClear();
  const handler = new OpikCallbackHandler(options);
  onTestFinished(() => void handler.close());
  return written.mock.calls.map((words) => words.join(" "));
}

test("an option that does not exist is named once, with the one that was probably meant", () => {
  const options = { project: "support-bot", sampelRate: 0.1, colour: "blue" };

  expect(warningsOf(options)).toEqual([
    "langchain-opik: OpikCallbackHandler has no option project (did you mean projectName?), " +
      "sampelRate (did you mean sampleRate?), colour; docs/options.md lists all.",
  ]);
  expect(warningsOf(options)).toEqual([]);
});

test("a handler given every option that exists warns of none", () => {
  const client = new Opik({ apiKey: "a-key", apiUrl: "http://127.0.0.1:9/api", workspaceName: "team" });
  const own = { client, clientConfig: {}, graph: undefined, keepTrace: () => true, redact: (value: unknown) => value };

  expect(warningsOf({ ...own, ...Object.fromEntries(OPTION_NAMES.map((name) => [name, undefined])) })).toEqual([]);
  expect(warningsOf({ ...own, projet: undefined })).toEqual([]);
});

test("a thousand very long names of unknown options make one short line", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => [`${index}${"x".repeat(10_000)}`, 1] as const);

  const [line, ...more] = warningsOf(Object.fromEntries(names));

  expect(line).toContain("and 995 more");
  expect(line?.length).toBeLessThan(600);
  expect(more).toEqual([]);
});

test("a list with a wrong element is refused with the position of that element", () => {
  const options: object = { tags: ["beta", 7] };
  expect(() => new OpikCallbackHandler(options)).toThrow("element 2 is something else");
});
