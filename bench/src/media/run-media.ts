import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { HumanMessage } from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import type { OpikCallbackHandler } from "langchain-opik";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable } from "../report/markdown-table.js";

/** `npm run media`: what a large image in a model's input costs. Prints a table for docs/reliability.md. */

const ROUNDS = 5;
const FORMS = ["base64", "bytes"] as const;

interface Cost {
  readonly callbackMs: number;
  readonly pauseMs: number;
  readonly peakMegabytes: number;
}

/** Answers each upload as Opik's own storage does, from a thread of its own. */
function serve(): void {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const isStart = request.url?.includes("upload-start") === true;
      response.writeHead(isStart ? 200 : 204);
      const url = `http://${request.headers.host ?? ""}/api/v1/private/attachment/upload?id=1`;
      response.end(isStart ? JSON.stringify({ upload_id: "BEMinIO", pre_sign_urls: [url] }) : undefined);
    });
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    parentPort?.postMessage(typeof address === "object" ? address?.port : undefined);
  });
}

async function measure(form: (typeof FORMS)[number], image: Buffer, handler: OpikCallbackHandler): Promise<Cost> {
  const model = new FakeListChatModel({ responses: ["a cat"] });
  const url = `data:image/png;base64,${image.toString("base64")}`;
  const part =
    form === "base64"
      ? { type: "image_url", image_url: { url } }
      : { type: "image", data: new Uint8Array(image), mimeType: "image/png" };
  const message = new HumanMessage({ content: [part] });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let [pauseMs, peak, last, isOn] = [0, before, performance.now(), true];
  const tick = () => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    peak = Math.max(peak, process.memoryUsage.rss());
    if (isOn) setImmediate(tick);
  };
  tick();
  const start = performance.now();
  await model.invoke([message], { callbacks: [handler] });
  const callbackMs = performance.now() - start;
  await handler.flush();
  isOn = false;
  await setTimeout(50);
  return { callbackMs, pauseMs, peakMegabytes: (peak - before) / 1e6 };
}

async function run(): Promise<void> {
  takeFreshBuild();
  const { OpikCallbackHandler: Handler } = await import("langchain-opik");
  const { values } = parseArgs({ options: { megabytes: { type: "string", default: "19.9" } } });
  const image = Buffer.alloc(Number(values.megabytes) * 1e6);
  for (let index = 0; index < image.length; index += 1) image[index] = (index * 2_654_435_761) >>> 13;
  const worker = new Worker(new URL(import.meta.url), { workerData: "server" });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  const spoolDir = mkdtempSync(join(tmpdir(), "media-"));
  const handler = new Handler({ apiUrl: `http://127.0.0.1:${port}/api`, spoolDir });
  const rows: string[][] = [];
  for (const form of FORMS) {
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round += 1) costs.push(await measure(form, image, handler));
    const [, ...warm] = costs;
    const worst = (name: keyof Cost) => Math.max(...warm.map((cost) => cost[name])).toFixed(0);
    rows.push([form, worst("callbackMs"), worst("pauseMs"), worst("peakMegabytes")]);
  }
  console.log(describeMachine());
  console.log(markdownTable(["an image as", "callbacks, ms", "longest pause, ms", "memory on top, MB"], rows));
  await handler.close();
  await worker.terminate();
  rmSync(spoolDir, { recursive: true });
}

if (isMainThread) await run();
else if (workerData === "server") serve();
