import { inspect } from "node:util";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { testDisk } from "../../support/delivery/test-delivery.js";
import { openTestSink, testSettings } from "../../support/delivery/test-delivery-settings.js";
import { answer } from "../../support/models/scripted-answer.js";
import { spanText } from "../../support/opik-server/record-texts.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

const listenersAtStart = process.listenerCount("beforeExit");
let server: RecordingOpikServer;

beforeEach(async () => {
  server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
});

function openSink(overrides: Parameters<typeof testSettings>[1] = {}) {
  const sink = openTestSink(testSettings(server.url, overrides));
  onTestFinished(async () => {
    await sink.close({ timeoutMs: 1 });
  });
  return sink;
}

describe("deliveries that handlers share", () => {
  it("two handlers with the same settings share a queue, so that their records share a request", async () => {
    const [one, other] = [openSink(), openSink()];
    one.accept(spanText(1));
    other.accept(spanText(2));

    await one.flush();

    expect(server.requests.map(({ records }) => records)).toEqual([2]);
  });

  it.each([{ workspaceName: "other-team" }, { apiKey: "other-key" }, { apiKey: undefined }])(
    "handlers that differ in %j have separate deliveries",
    async (difference) => {
      const [one, other] = [openSink(), openSink(difference)];
      one.accept(spanText(1));
      other.accept(spanText(2));

      expect(await one.flush()).toMatchObject({ delivered: 1, spooled: 0, waiting: 0 });
      expect(server.spans).toHaveLength(1);
      expect(await other.flush()).toMatchObject({ delivered: 1, spooled: 0, waiting: 0 });
    },
  );

  it("a shared delivery stays open for one handler when the other is closed", async () => {
    const [one, other] = [openSink(), openSink()];
    one.accept(spanText(1));
    expect((await one.close()).delivered).toBe(1);
    other.accept(spanText(2));

    expect((await other.flush()).delivered).toBe(2);
    expect(server.spans).toHaveLength(2);
  });

  it("a shared delivery keeps the settings of the first handler until its last handler is closed", async () => {
    const first = openSink({ headers: { "x-who": "first" } });
    const second = openSink({ headers: { "x-who": "second" } });
    second.accept(spanText(1));
    await first.close();
    second.accept(spanText(2));
    await second.close();
    const third = openSink({ headers: { "x-who": "third" } });
    third.accept(spanText(3));
    await third.flush();

    expect(server.requests.map(({ headers }) => headers["x-who"])).toEqual(["first", "first", "third"]);
  });

  it("a handler's delivery may be closed twice and used after that", async () => {
    const sink = openSink();
    sink.accept(spanText(1));
    const results = await Promise.all([sink.close(), sink.close()]);
    sink.accept(spanText(2));

    expect(results.map(({ delivered }) => delivered)).toEqual([1, 0]);
    expect(await sink.close()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: { closed: 1 } });
    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: {} });
  });

  it("all deliveries of the process have one memory limit", async () => {
    const record = spanText(1);
    const maxQueueBytes = Buffer.byteLength(record.json) * 2;
    const [one, other] = [openSink({ maxQueueBytes }), openSink({ maxQueueBytes, workspaceName: "other-team" })];
    one.accept(record);
    other.accept(spanText(2));
    other.accept(spanText(3));

    expect(await other.flush()).toMatchObject({ delivered: 1, dropped: { queue_full: 1 } });
    await one.flush();
    for (const number of [4, 5]) other.accept(spanText(number));
    expect(await other.flush()).toMatchObject({ delivered: 2, dropped: {} });
  });

  it("a closed handler that is still used is reported once", async () => {
    const problems: string[] = [];
    const sink = openSink({ onProblem: ({ kind }) => problems.push(kind) });
    await sink.close();
    for (const number of [1, 2, 3]) sink.accept(spanText(number));

    expect(await sink.close()).toMatchObject({ dropped: { closed: 3 } });
    expect(problems).toEqual(["closed"]);
  });

  it("a shared delivery keeps on disk what cannot be sent, in the folder of the settings", async () => {
    server.answerNext(answer(401));
    const sink = openSink({ disk: testDisk() });
    sink.accept(spanText(1));

    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
    expect(sink.health().spool).toMatchObject({ files: 1, records: 1 });
  });

  it("the key is not shown where the process's state is printed", () => {
    openSink();
    const registry: unknown = Reflect.get(globalThis, Symbol.for("langchain-opik.deliveries"));

    const shown = inspect(registry, { depth: 20, showHidden: true });
    expect(shown).toContain("Delivery");
    expect(shown).not.toContain("the-secret-key");
  });

  it("the deliveries of a process listen for its end once", async () => {
    const sinks = [openSink(), openSink({ workspaceName: "other-team" })];
    for (const sink of sinks) sink.accept(spanText(1));
    await Promise.all(sinks.map((sink) => sink.flush()));

    expect(process.listenerCount("beforeExit")).toBe(listenersAtStart + 1);
  });
});
