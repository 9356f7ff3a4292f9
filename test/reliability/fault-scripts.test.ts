import { expect, it } from "vitest";
import { droppedRecords, replayAll } from "../support/delivery/replay-all.js";
import { startTestDelivery, type TestDelivery, testDisk } from "../support/delivery/test-delivery.js";
import { answer, heldAnswer, type ScriptedAnswer } from "../support/models/scripted-answer.js";
import { spanText, testId, traceText } from "../support/opik-server/record-texts.js";
import { expectQuietHost } from "../support/process/quiet-host.js";
import { letTimePass } from "../support/time/let-time-pass.js";

interface FaultScript {
  readonly answers?: readonly ScriptedAnswer[];
  readonly maxBodyBytes?: number;
  readonly poisonedIds?: readonly string[];
}

const SPANS = 70;
const TRACES = 30;
const MADE = Array.from({ length: SPANS + TRACES }, (_, index) => testId(index + 1));

const times = (count: number, scripted: ScriptedAnswer) => Array.from({ length: count }, () => scripted);

const SCRIPTS: Readonly<Record<string, FaultScript>> = {
  "takes everything": {},
  "answers 500, 502, 503 and 504": { answers: [500, 502, 503, 504].map((status) => answer(status)) },
  "answers 408 and 425": { answers: [answer(408), answer(425), answer(408)] },
  "answers 503 and names a wait": { answers: times(3, answer(503, { "Retry-After": "3" })) },
  "answers 429 and names no wait": { answers: times(3, answer(429)) },
  "answers 429 and names a short wait": { answers: times(3, answer(429, { "RateLimit-Reset": "2" })) },
  "answers 429 and names a long wait": { answers: times(3, answer(429, { "RateLimit-Reset": "90" })) },
  "answers 429 and names rubbish": { answers: times(3, answer(429, { "RateLimit-Reset": "soon" })) },
  "is down for long": { answers: times(40, answer(503)) },
  "answers 401": { answers: times(2, answer(401)) },
  "answers 402": { answers: times(2, answer(402)) },
  "answers 404 with a page": { answers: [answer(404, {}, `<html>${"no ".repeat(100_000)}</html>`)] },
  "answers with a redirect": { answers: [answer(301, { location: "http://127.0.0.1:1/" })] },
  "answers 200 with what is not asked for": { answers: times(2, answer(200, {}, "x".repeat(1_000_000))) },
  "takes no body above 1,500 bytes": { maxBodyBytes: 1_500 },
  "refuses one trace and two spans": { poisonedIds: [testId(3), testId(44), testId(90)] },
  "refuses one batch": { answers: [answer(400)] },
  "resets before the body": { answers: times(3, { kind: "reset_before_body" }) },
  "resets in the middle of the body": { answers: times(3, { kind: "reset_mid_body" }) },
  "resets after the body": { answers: times(3, { kind: "reset_after_body" }) },
  "resets in the middle of the answer": { answers: times(3, { kind: "broken_answer" }) },
  "closes its side and never answers": { answers: times(3, { kind: "half_open" }) },
  "accepts and never answers": { answers: times(3, { kind: "never" }) },
  "fails in all ways, one after the other": {
    answers: [
      answer(500),
      { kind: "reset_mid_body" },
      answer(429, { "RateLimit-Reset": "1" }),
      { kind: "broken_answer" },
      answer(413),
      { kind: "half_open" },
      answer(422),
      answer(403),
      { kind: "reset_after_body" },
    ],
    poisonedIds: [testId(50)],
  },
};

const cases = Object.entries(SCRIPTS).flatMap(([name, script]) => [
  { name, script, hasDisk: true },
  { name, script, hasDisk: false },
]);

it.each(cases)("no record is lost or doubled by a server that $name (disk: $hasDisk)", async ({ script, hasDisk }) => {
  expectQuietHost();
  const world = await startTestDelivery({
    script: script.answers ?? [],
    ...script,
    // Only requests that are never answered wait so long, and by the real clock.
    settings: { requestTimeoutMs: 500, maxBatchRecords: 10, ...(hasDisk && { disk: testDisk() }) },
  });
  await makeRecords(world);

  const { delivered, spooled, dropped, deadLetters } = world.sink.health();
  const counted = delivered + spooled + droppedRecords(dropped);
  // A record that went to disk, and that the server then refused from there, has been counted as both.
  expect(counted).toBeGreaterThanOrEqual(MADE.length);
  expect(counted).toBeLessThanOrEqual(MADE.length + deadLetters);
  if (hasDisk) await replayAll(world);
  const arrived = [...world.server.spans, ...world.server.traces].map(({ id }) => id);
  const letters = hasDisk ? world.deadLetters().map(({ id }) => id) : [];
  const found = [...arrived, ...letters];
  const missing = MADE.filter((id) => !found.includes(id));
  expect(new Set(found).size).toBe(found.length);
  expect(missing.length).toBeLessThanOrEqual(hasDisk ? 0 : droppedRecords(dropped));
  expect(letters.toSorted()).toEqual(expect.arrayContaining(hasDisk ? [...(script.poisonedIds ?? [])] : []));
  expect(world.server.violations).toEqual([]);
});

it("a server that reads slowly and answers late holds nobody up, and has everything in the end", async () => {
  const { answer: late, release } = heldAnswer();
  let read = () => {};
  const until = new Promise<void>((resolve) => {
    read = resolve;
  });
  const world = await startTestDelivery({
    script: [{ kind: "slow_read", until }, late],
    settings: { disk: testDisk() },
  });
  world.sink.accept(traceText(1));
  world.clock.advance(1_000);
  world.sink.accept(spanText(2));
  world.clock.advance(1_000);
  await world.server.waitFor({ requests: 1 });
  world.sink.accept(spanText(3));
  world.clock.advance(1_000);
  await world.server.waitFor({ spans: 1 });
  expect(world.server.spans.map(({ id }) => id)).toEqual([testId(3)]);

  read();
  release();
  expect(await world.sink.flush()).toMatchObject({ waiting: 0, dropped: {} });
  expect([...world.server.spans, ...world.server.traces].map(({ id }) => id).sort()).toEqual([1, 2, 3].map(testId));
});

/** Half of it at once, the rest while the answers come, and then the end of the program. */
async function makeRecords({ sink, delivery, clock }: TestDelivery): Promise<void> {
  for (let number = 1; number <= MADE.length; number += 1) {
    sink.accept(number <= SPANS ? spanText(number) : traceText(number));
    if (number % 25 === 0) await flush();
  }
  await passing(delivery.close(5_000));
  // The clock runs ahead of the files and sockets that the close waits for.
  await letTimePass(clock, () => delivery.waitingRecords === 0);

  async function flush(): Promise<void> {
    await passing(sink.flush({ timeoutMs: 20_000 }));
  }
  async function passing(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    void work.then(() => {
      isDone = true;
    });
    await letTimePass(clock, () => isDone);
  }
}
