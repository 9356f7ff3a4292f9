import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { startTestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { testId, traceText } from "../../support/opik-server/record-texts.js";
import { onceBuilt } from "../../support/process/once-built.js";
import { letTimePass } from "../../support/time/let-time-pass.js";

const ACCEPT_AND_END = new URL("../process/exit-programs/accept-and-end.ts", import.meta.url);

it.each([
  { how: "sending to a server that does not answer", durable: false, maxWaitMs: 0 },
  { how: "durable, before anything was sent", durable: true, maxWaitMs: 600_000 },
])("a process that is killed leaves its records to the next one: $how", async ({ durable, maxWaitMs }) => {
  const disk = { ...testDisk(), durable };
  const { server, clock, openDelivery } = await startTestDelivery({
    script: durable ? [] : [{ kind: "never" }],
    settings: { disk },
  });
  const child = spawn(process.execPath, [onceBuilt(ACCEPT_AND_END)], {
    env: {
      ...process.env,
      TEST_API_URL: server.url,
      TEST_SETTINGS: JSON.stringify({ maxWaitMs, disk }),
      TEST_STAYS: "yes",
    },
  });
  if (!durable) await server.waitFor({ requests: 1 });
  while (!holdsRecords(disk.dir)) await setImmediate();
  child.kill("SIGKILL");
  await once(child, "exit");

  const next = openDelivery();
  next.accept(traceText(2));
  await letTimePass(clock, () => next.health().replayed + next.health().delivered === 2);
  expect(server.traces.map(({ id }) => id).sort()).toEqual([testId(1), testId(2)]);
});

/** Whether a process has written something whole that is its own. */
function holdsRecords(folder = ""): boolean {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.some((name) => /\.(claim|journal)$/.test(name) && statSync(join(folder, name)).size > 0);
}
