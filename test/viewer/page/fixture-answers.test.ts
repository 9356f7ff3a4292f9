import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject } from "../../../src/records/json/json-object.js";
import type { TraceRecording } from "../../../src/testing/trace-recording.js";
import { openTestViewer, type TestViewer } from "../support/test-viewer.js";
import { agentTraces } from "./support/agent-traces.js";
import { PageServer } from "./support/page-server.js";
import { TraceBook } from "./support/trace-book.js";

describe("the server that tests of the page have in place of the viewer's", () => {
  const book = new TraceBook();
  const standIn = new PageServer(book, "");
  let viewer: TestViewer;
  let agent: TraceRecording;
  beforeAll(async () => {
    agent = await agentTraces();
    viewer = await openTestViewer();
    await viewer.store.write("trace", agent.traces);
    await viewer.store.write("span", agent.spans);
    book.write(agent.traces, agent.spans);
    await standIn.start();
  });
  afterAll(async () => {
    await standIn.stop();
    await viewer.close();
  });

  async function answers(path: string) {
    const [real, made] = await Promise.all(
      [viewer.url, standIn.url].map(async (url) => {
        const response = await fetch(`${url}/viewer/api/${path}`);
        const body: unknown = await response.json();
        return { status: response.status, body: comparable(body) };
      }),
    );
    return { real, made };
  }

  const FILTERS = [
    "",
    "sort=tokens",
    "span=search_policies",
    "text=order+1042",
    "text=nowhere",
    "failed=true",
    "retried=true&fellBack=true",
    "open=true",
  ];

  it.each([...FILTERS, "model=gpt-4o-mini", "agent=support-agent&tag=demo", "slowerThanMs=1", "thread=customer-7"])(
    "lists traces as the viewer's does, asked for %j",
    async (query) => {
      const { real, made } = await answers(`traces?${query}`);
      expect(made).toEqual(real);
    },
  );

  it("answers as the viewer's does what the page asks of a trace, its spans, its texts and its thread", async () => {
    const id = agent.traces[0]?.id ?? "";
    const ofSpans = agent.spans.map((span) => `traces/${id}/spans/${span.id}`);
    const nothing = "00000000-0000-7000-8000-000000000000";
    for (const path of [
      ...[`traces/${id}`, `traces/${nothing}`, `traces/${id}/spans/${nothing}`, ...ofSpans],
      ...[`traces/${id}/search?text=30+days`, "threads/customer-7"],
    ]) {
      const { real, made } = await answers(path);
      expect(made, path).toEqual(real);
    }
  });

  it("says the same of itself, and of the last hour", async () => {
    const status = await answers("status");
    expect(shapeOf(status.made)).toEqual(shapeOf(status.real));
    const activity = await answers("activity?window=1h");
    expect(shapeOf(activity.made)).toEqual(shapeOf(activity.real));
  });
});

/** Prices, the words of a refusal and the order of names are each server's own. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, OWN.includes(name) ? typeof part : comparable(part)]),
  );
}

const OWN = ["cost", "message", "next"];

/** The names and types of all parts; of a list those of its first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (!isJsonObject(value)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}
