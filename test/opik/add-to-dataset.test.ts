import { Opik } from "opik";
import { expect, test } from "vitest";
import { addToDataset } from "../../src/opik/index.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import type { AnswerOther } from "../support/opik-server/recording-opik-server.js";
import { DatasetApi } from "./dataset-api.js";
import { type SdkWorld, sdkWorlds } from "./sdk-world.js";

const api = new DatasetApi();
let world: SdkWorld | undefined;

/** As Opik tells one of the traces that it has. */
const answer: AnswerOther = (request) => {
  const [, id] = /^\/v1\/private\/traces\/([^/?]+)/.exec(request.path) ?? [];
  const trace = request.method === "GET" ? world?.opik.traces.find((one) => one.id === id) : undefined;
  return trace === undefined ? api.answer(request) : { status: 200, body: trace };
};
const sdkWorld = sdkWorlds(answer);

test("a trace becomes an item of a dataset, with its input, the added fields and a link to it", async () => {
  world = await sdkWorld();
  const runId = crypto.randomUUID();
  await world.chatModel().invoke("what is a trace?", { callbacks: [world.handler], runId });
  const trace = world.handler.traceOf(runId);
  await world.handler.flush();

  const outcome = await addToDataset(trace, { dataset: "hard questions", fields: { expected: "a tree" } });

  const [arrived] = world.opik.traces;
  expect(outcome).toEqual({ status: "added" });
  expect(api.itemsOf("hard questions")).toMatchObject([
    { source: "trace", trace_id: arrived?.id, data: { input: arrived?.input, expected: "a tree" } },
  ]);
});

test("addToDataset reports what cannot be added, and never rejects", async () => {
  world = await sdkWorld();
  const unknown = uuidV7(Date.now() * 1000);
  const nowhere = new Opik({ apiUrl: "http://127.0.0.1:1" });
  const outcomes = [
    addToDataset(undefined, { dataset: "d" }),
    addToDataset("no id", { dataset: "d" }),
    addToDataset(unknown, { dataset: "d" }),
    addToDataset(unknown, { dataset: "d", client: nowhere }),
    addToDataset(unknown, undefined as never),
  ];

  const problem = (text: RegExp): unknown => expect.objectContaining({ status: "failed", problem: matching(text) });
  expect(await Promise.all(outcomes)).toEqual([
    problem(/no such trace/),
    problem(/no such trace/),
    problem(/does not have the trace/),
    problem(/was not added/),
    problem(/was not added/),
  ]);
});

function matching(text: RegExp): unknown {
  return expect.stringMatching(text);
}
