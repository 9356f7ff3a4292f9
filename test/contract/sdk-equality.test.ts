import { disableLogger, Opik } from "opik";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { SpanRecord } from "../../src/records/record.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";
import { comparable } from "./comparable.js";
import { replay } from "./sdk-replay.js";
import { TRACED_PROGRAMS } from "./traced-programs.js";

const ACCOUNT = { apiKey: "key-1", workspaceName: "owls", projectName: "night", environment: "staging" };

beforeAll(() => {
  disableLogger();
});

describe.each(Object.keys(TRACED_PROGRAMS))("the program: %s", (name) => {
  it("the records of a traced program are sent field by field as Opik's own client sends them", async () => {
    const { ours, sdk } = await both(name);

    expect(ours.traces.map(comparable)).toEqual(sdk.traces.map(comparable));
    expect(byId(ours.spans).map(comparable)).toEqual(byId(sdk.spans).map(comparable));
  });

  it("the records of a traced program are sent to the paths, and with the account, that Opik's own client uses", async () => {
    const { ours, sdk } = await both(name);

    expect(placesOf(ours)).toEqual(placesOf(sdk));
  });
});

it("the compared programs fill every field that a record of ours can have", async () => {
  const world = await tracedWorld();
  for (const program of Object.values(TRACED_PROGRAMS)) await program(world);
  const { traces, spans } = await world.arrived();

  expect(fieldsOf(traces)).toEqual([...SHARED_FIELDS, "thread_id"].sort());
  expect(fieldsOf(spans)).toEqual(
    [...SHARED_FIELDS, "model", "parent_span_id", "provider", "trace_id", "type", "usage"].sort(),
  );
});

const SHARED_FIELDS = [
  ...["id", "project_name", "name", "start_time", "end_time", "input", "output", "metadata", "tags"],
  ...["error_info", "ttft", "last_updated_at", "source", "environment"],
];

function tracedWorld(): Promise<TracedWorld> {
  return traceWorld(undefined, { ...ACCOUNT, threadId: "thread-1", tags: ["night-shift"], metadata: { release: "7" } });
}

/** What arrives of one program from our handler, and from Opik's own client given the same values. */
async function both(name: string): Promise<{ ours: RecordingOpikServer; sdk: RecordingOpikServer }> {
  const world = await tracedWorld();
  await TRACED_PROGRAMS[name]?.(world);
  const { traces, spans } = await world.arrived();
  const sdk = await startRecordingOpikServer();
  onTestFinished(() => sdk.close());
  const client = new Opik({ ...ACCOUNT, apiUrl: sdk.url });
  replay(client, traces, spans);
  await client.flush();
  expect(sdk.violations).toEqual([]);
  return { ours: world.opik, sdk };
}

/** Where requests went and in whose name; how many there were is each sender's own affair. */
function placesOf({ requests }: RecordingOpikServer): string[] {
  const places = requests.map(({ method, path, headers }) =>
    [method, path, headers["authorization"], headers["comet-workspace"], headers["content-type"]].join(" "),
  );
  return [...new Set(places)].sort();
}

function byId(spans: readonly SpanRecord[]): SpanRecord[] {
  return spans.toSorted((one, other) => one.id.localeCompare(other.id));
}

function fieldsOf(records: readonly object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
