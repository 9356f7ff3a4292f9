import { once } from "node:events";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import type { OpikCallbackHandler } from "langchain-opik";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable } from "../report/markdown-table.js";
import { RUNS } from "./callbacks.js";
import { VALUE_KINDS, type ValueKind } from "./hostile-values.js";

/** `npm run values`: what the costliest callback with each kind of value takes, in CPU time. Prints a table. */

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, kind: { type: "string", default: "" } },
});

/** The least of what each callback took, in milliseconds. */
type Costs = Map<string, number>;

async function measure(kind: ValueKind, handler: OpikCallbackHandler): Promise<Costs> {
  const costs: Costs = new Map();
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const run of RUNS) {
      run(handler, kind.make(), (callback, call) => {
        const start = process.cpuUsage();
        call();
        const { user, system } = process.cpuUsage(start);
        costs.set(callback, Math.min(costs.get(callback) ?? Infinity, (user + system) / 1000));
      });
      // Nothing is sent while a callback is measured.
      await handler.flush();
    }
  }
  return costs;
}

async function main(): Promise<void> {
  takeFreshBuild();
  const { OpikCallbackHandler: Handler } = await import("langchain-opik");
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(204).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  console.log(describeMachine());
  const rows: string[][] = [];
  for (const kind of VALUE_KINDS.filter(({ name }) => name.includes(options.kind))) {
    const handler = new Handler({ apiUrl: `http://127.0.0.1:${port}/api`, spool: false });
    const costs = [...(await measure(kind, handler))].sort(([, one], [, other]) => other - one);
    const shown = costs.slice(0, 3).map(([callback, ms]) => `${callback} ${ms.toFixed(1)}`);
    rows.push([kind.name, ...shown]);
    console.error(rows.at(-1)?.join(" | "));
    await handler.close();
  }
  console.log(markdownTable(["ms of CPU", "the costliest callback", "the next", "and the next"], rows));
  server.close();
}

await main();
