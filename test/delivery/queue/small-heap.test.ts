import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { onceBuilt } from "../../support/process/once-built.js";

const PROGRAM = new URL("./small-heap-program.ts", import.meta.url);
/** Without a limit by the heap, all of these records would be in it. */
const LITTLE_MEMORY = "--max-old-space-size=64";

it("a server that keeps silent is not the end of a program with a small heap: an eighth of it is the queue's", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const port = (silent.address() as AddressInfo).port;

  const { stdout } = await promisify(execFile)(process.execPath, [LITTLE_MEMORY, onceBuilt(PROGRAM)], {
    env: { ...process.env, TEST_API_URL: `http://127.0.0.1:${port}/api` },
  });

  const { queue, dropped, heapLimitBytes } = asJsonObject(JSON.parse(stdout));
  const { records, bytes } = asJsonObject(queue);
  expect(Number(bytes)).toBeLessThanOrEqual(Number(heapLimitBytes) / 8);
  expect(Number(records) + Number(asJsonObject(dropped).queue_full)).toBe(100);
});
