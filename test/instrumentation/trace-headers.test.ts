import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, onTestFinished, test, vi } from "vitest";
import { continueTrace, getTraceHeaders, traced } from "../../src/chains/index.js";
import type { RequestHeaders } from "../../src/instrumentation/continue-trace.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);
const FOREIGN_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const FOREIGN_PARENT = `00-${FOREIGN_TRACE}-00f067aa0ba902b7-01`;

// The id of a trace of ours, as W3C writes it.
const OUR_PARENT = `00-${uuidV7(Date.now() * 1000).replaceAll("-", "")}-00f067aa0ba902b7-01`;

/** A service of another team: it answers with a model of its own, traced into the same Opik. */
async function startService(world: TracedWorld): Promise<{ url: string; received: IncomingHttpHeaders[] }> {
  const handler = world.newHandler();
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    const question = request.url?.slice(1) ?? "";
    void continueTrace(request.headers, async () => {
      const answer = await world.chatModel().invoke(question, { callbacks: [handler], runName: "far model" });
      response.end(answer.text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function askOverHttp(url: string, choose: (headers: Readonly<Record<string, string>>) => Record<string, string>) {
  return traced("call service", async (question: string) => {
    const response = await fetch(`${url}/${question}`, { headers: choose(getTraceHeaders()) });
    return response.text();
  });
}

/** By which headers the trace goes on; those of the other kind were lost on the way. */
const WAYS: Readonly<Record<string, (headers: Readonly<Record<string, string>>) => Record<string, string>>> = {
  "Opik's headers": ({ opik_trace_id = "", opik_parent_span_id = "" }) => ({ opik_trace_id, opik_parent_span_id }),
  "W3C's headers": ({ traceparent = "", tracestate = "" }) => ({ traceparent, tracestate }),
  "all of them": (headers) => ({ ...headers }),
};

test.each(Object.entries(WAYS))(
  "fifty concurrent calls of a service continue the callers' traces, by %s",
  async (_, way) => {
    const world = await traceWorld();
    const { url } = await startService(world);
    const ask = askOverHttp(url, way);
    const chain = RunnableLambda.from((question: string) => ask(question));

    await Promise.all(REQUESTS.map((question) => chain.invoke(question, { callbacks: [world.handler] })));

    const { traces, spans } = await world.arrived();
    expect(traces).toHaveLength(50);
    for (const { id, input } of traces) {
      expect(printedTrace(world.opik, id)).toEqual([
        "RunnableLambda",
        "  call service",
        "    far model (llm gpt-4o-mini)",
      ]);
      const own = spans.filter((span) => span.trace_id === id);
      expect(spanNamed(own, "call service").input).toEqual(input);
      expect(JSON.stringify(spanNamed(own, "far model").input)).toContain(`"${String(asJsonObject(input).input)}"`);
      expect(spanNamed(own, "far model").metadata).toMatchObject({ summary: { llm_calls: 1 } });
    }
  },
);

test("the caller's trace is known by traceparent alone without tracestate, though not its span", async () => {
  const world = await traceWorld();
  const { url } = await startService(world);
  const ask = askOverHttp(url, ({ traceparent = "" }) => ({ traceparent }));

  await RunnableLambda.from(() => ask("hi")).invoke("hi", { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "RunnableLambda",
    "  call service",
    "  far model (llm gpt-4o-mini)",
  ]);
});

test("the chain at the root of a trace gets a span when it calls a service, which needs a parent", async () => {
  const world = await traceWorld();
  const { url, received } = await startService(world);
  const chain = RunnableLambda.from(async () => {
    await world.chatModel().invoke("near");
    await fetch(`${url}/hi`, { headers: { ...getTraceHeaders() } });
    await world.chatModel().invoke("near again");
  }).withConfig({ runName: "root" });

  await chain.invoke("hi", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  const root = spanNamed(spans, "root");
  expect(received[0]).toMatchObject({ opik_trace_id: trace.id, opik_parent_span_id: root.id });
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "root",
    "  root",
    "    far model (llm gpt-4o-mini)",
    "    ChatOpenAI (llm gpt-4o-mini)",
    "  ChatOpenAI (llm gpt-4o-mini)",
  ]);
});

test("ids survive a round trip through W3C's headers", async () => {
  const world = await traceWorld();
  const relay = traced("relay", () => {
    const { opik_trace_id, opik_parent_span_id, traceparent = "", tracestate = "" } = getTraceHeaders();
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    return { opik_trace_id, opik_parent_span_id, traceparent, tracestate };
  });
  const chain = RunnableLambda.from(() => Promise.all(REQUESTS.map(() => relay())));

  const sent = await chain.invoke("hi", { callbacks: [world.handler] });

  expect(new Set(sent.map((headers) => headers.opik_parent_span_id)).size).toBe(50);
  for (const { traceparent, tracestate, ...ids } of sent) {
    expect(continueTrace({ traceparent, tracestate }, getTraceHeaders)).toMatchObject({
      ...ids,
      traceparent,
      tracestate,
    });
  }
});

test("a trace that another tracer began is named in our trace, and its trace id is handed on", async () => {
  const world = await traceWorld();
  const { url, received } = await startService(world);
  const middle = RunnableLambda.from(async () => {
    await fetch(`${url}/hi`, { headers: { ...getTraceHeaders() } });
  }).withConfig({ runName: "middle" });

  await continueTrace({ traceparent: FOREIGN_PARENT, tracestate: "vendor=x,other=y" }, () =>
    middle.invoke("hi", { callbacks: [world.handler] }),
  );

  const { trace, spans } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ otel_trace_id: FOREIGN_TRACE, otel_span_id: "00f067aa0ba902b7" });
  expect(received[0]?.traceparent).toMatch(new RegExp(`^00-${FOREIGN_TRACE}-[0-9a-f]{16}-01$`));
  expect(received[0]?.tracestate).toMatch(/^opik=[0-9a-f]{32}-[0-9a-f]{32},vendor=x,other=y$/);
  expect(spanNamed(spans, "far model")).toMatchObject({
    trace_id: trace.id,
    parent_span_id: spanNamed(spans, "middle").id,
    metadata: { otel_trace_id: FOREIGN_TRACE },
  });
});

test("the headers of the Python SDK are understood, in the form of fetch and of Node.js", async () => {
  const world = await traceWorld();
  const micros = Date.now() * 1000;
  const sent = { opik_trace_id: uuidV7(micros), opik_parent_span_id: uuidV7(micros) };
  const ask = () => world.chatModel().invoke("hi", { callbacks: [world.handler] });

  await continueTrace(new Headers(sent), ask);
  await continueTrace({ OPIK_TRACE_ID: [sent.opik_trace_id], opik_parent_span_id: sent.opik_parent_span_id }, ask);

  const { traces, spans } = await world.arrived();
  expect(traces).toEqual([]);
  const place = { trace_id: sent.opik_trace_id, parent_span_id: sent.opik_parent_span_id };
  expect(spans).toMatchObject([place, place]);
});

const TOMORROW = uuidV7((Date.now() + 86_400_000) * 1000);
const FIFTY_DAYS_AGO = uuidV7((Date.now() - 50 * 86_400_000) * 1000);
const BAD_HEADERS: Readonly<Record<string, Record<string, string>>> = {
  "no UUID": { opik_trace_id: "42" },
  "a random UUID": { opik_trace_id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" },
  "an id from the future, for which Opik would refuse the whole batch": { opik_trace_id: TOMORROW },
  "an id from before all that Opik takes": { opik_trace_id: FIFTY_DAYS_AGO },
  "a header longer than any server takes": { opik_trace_id: " ".repeat(100_000), traceparent: "00-abc" },
  "a traceparent that is none": { traceparent: "00-abc" },
  "a traceparent of zeros": { traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` },
  "a traceparent of version ff": { traceparent: `ff-${FOREIGN_TRACE}-00f067aa0ba902b7-01` },
};

test.each(Object.entries(BAD_HEADERS))(
  "a request with %s is answered in a trace of its own, with one debug line",
  async (_, headers) => {
    vi.stubEnv("OPIK_LOG_LEVEL", "DEBUG");
    const lines: unknown[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(line) > 0);
    onTestFinished(() => {
      write.mockRestore();
      vi.unstubAllEnvs();
    });
    const world = await traceWorld();

    await continueTrace(headers, () => world.chatModel().invoke("hi", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toMatchObject([{ trace_id: trace.id }]);
    expect(lines).toEqual([expect.stringMatching(/header (opik_trace_id|traceparent) names no trace/)]);
  },
);

test("a parent span with a time in the future is ignored: the work is directly below the trace, with one debug line", async () => {
  vi.stubEnv("OPIK_LOG_LEVEL", "DEBUG");
  const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  onTestFinished(() => {
    write.mockRestore();
    vi.unstubAllEnvs();
  });
  const world = await traceWorld();
  const traceId = uuidV7(Date.now() * 1000);

  await continueTrace({ opik_trace_id: traceId, opik_parent_span_id: TOMORROW }, () =>
    world.chatModel().invoke("hi", { callbacks: [world.handler] }),
  );

  const { spans } = await world.arrived();
  expect(spans).toMatchObject([{ trace_id: traceId }]);
  expect(spans[0]).not.toHaveProperty("parent_span_id");
  expect(write.mock.calls).toEqual([[expect.stringContaining("header opik_parent_span_id names no span")]]);
});

function refuse(): never {
  throw new Error("not for you");
}
const NO_HEADERS = {
  "no object": "text",
  "nothing at all": null,
  "an object that says nothing": { opik_trace_id: 7, get: 1 },
  "an object whose reading throws": { get: refuse },
  "an object of what can't be text": { opik_trace_id: [Symbol("id")] },
};

test.each(Object.entries(NO_HEADERS))("the work is done without trace headers when they are %s", (_, headers) => {
  expect(continueTrace(headers as unknown as RequestHeaders, () => "done")).toBe("done");
});

const MEMBERS_OF_OTHERS: Readonly<Record<string, readonly [string, string]>> = {
  "a line break, with which no request could be sent": ["a=1,b=2\r\nevil: 3,c=4", ",a=1,c=4"],
  "letters that no header can have": ["a=\u20ac,b=2", ",b=2"],
  "more than W3C wants handed on": [`a=1,${"b".repeat(10)}=${"2".repeat(250)},`.repeat(100), ",a=1,"],
  "a member of 10,000 characters": [`a=${"1".repeat(10_000)},b=2`, ",b=2"],
};

test.each(Object.entries(MEMBERS_OF_OTHERS))(
  "the rest of a tracestate with %s is handed on",
  (_, [tracestate, handedOn]) => {
    const sent = continueTrace({ traceparent: OUR_PARENT, tracestate }, getTraceHeaders);

    expect(sent.tracestate).toContain(handedOn);
    expect(sent.tracestate?.length).toBeLessThan(600);
    expect(() => new Headers({ ...sent })).not.toThrow();
  },
);

test("getTraceHeaders() returns no headers outside a trace", () => {
  expect(getTraceHeaders()).toEqual({});
});
