import { once } from "node:events";
import { Server } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { disableLogger, flushAll } from "opik";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { flushTraces } from "../../../src/index.js";
import { type OpikApi, startOpikApi } from "../../opik/opik-api.js";
import { placeEmptyStore } from "../../store/support/empty-store.js";
import { type ModelServer, startModelServer } from "../../support/models/model-server.js";
import { userPages } from "../markdown-page.js";
import { programsOf } from "../page-programs.js";
import { type BuiltPrograms, buildPrograms } from "./build-programs.js";
import { pageModel } from "./page-model.js";
import { askWith, callAsPlatform } from "./use-exports.js";
import { WHAT_PAGES_SAY } from "./what-pages-say.js";

const PROGRAMS = userPages().flatMap(programsOf);

let models: ModelServer;
let api: OpikApi;
let built: BuiltPrograms;
const servers = new Set<{ close: () => unknown }>();

beforeAll(async () => {
  models = await startModelServer(pageModel);
  api = await startOpikApi();
  const folder = join(inject("runFolder"), "pages");
  built = await buildPrograms(PROGRAMS, folder);
  placeEmptyStore(join(folder, "traces"));
  process.chdir(folder);
  disableLogger();
  vi.stubEnv("OPENAI_API_KEY", "no-key-needed");
  vi.stubEnv("OPENAI_BASE_URL", models.url);
  vi.stubEnv("OPIK_URL_OVERRIDE", api.opik.url);
});

afterAll(async () => {
  for (const server of servers) server.close();
  await models.close();
  await api.opik.close();
});

describe("a program of the documentation", () => {
  it.each(PROGRAMS)("the documented program $name runs, and what it traces arrives", async ({ name, place, code }) => {
    const earlier = new Set(api.opik.traces.map(({ id }) => id));
    const newTraces = () => api.opik.traces.filter(({ id }) => !earlier.has(id));
    api.scores.length = 0;

    if (code.includes(".listen(")) vi.stubEnv("PORT", await freePort());
    const exported = await built.run(name);
    if (exported.server instanceof Server) servers.add(exported.server);
    await callAsPlatform(exported, built.platforms);
    await expectAllDelivered();

    if (!code.includes("new OpikCallbackHandler(")) return;
    if (newTraces().length === 0) await askWith(exported);
    const { sampled_out: sampledOut = 0 } = await expectAllDelivered();
    expect(newTraces().length + sampledOut).toBeGreaterThan(0);

    const spans = api.opik.spans.filter((span) => !earlier.has(span.trace_id));
    const isSaid = WHAT_PAGES_SAY.get(place);
    if (isSaid !== undefined) expect({ traces: newTraces(), spans, scores: api.scores }).toMatchObject(isSaid);
  });
});

/** Flushes all that traces; returns what was dropped, which may be what sampling leaves out. */
async function expectAllDelivered(): Promise<Readonly<Record<string, number>>> {
  await flushAll();
  const { dropped, waiting } = await flushTraces();
  const { sampled_out: _, ...lost } = dropped;
  expect({ lost, waiting, violations: api.opik.violations }).toEqual({ lost: {}, waiting: 0, violations: [] });
  return dropped;
}

it("every expectation of a documented program belongs to a program that exists", () => {
  const places = PROGRAMS.map(({ place }) => place);
  expect([...WHAT_PAGES_SAY.keys()].filter((place) => !places.includes(place))).toEqual([]);
});

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? String(address.port) : "";
}
