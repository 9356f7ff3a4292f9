import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, mebibytes, whole } from "../report/markdown-table.js";
import { sendSteadily } from "./send-steadily.js";
import { addressOf, cpuSecondsOf, memoryOf, startUi } from "./ui-process.js";

/** `npm run viewer`: the command `ui` takes spans while a page is open. Prints a table for bench/README.md. */

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    spans: { type: "string", default: "1000" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "langchain-opik-viewer-"));
const server = startUi(folder);
try {
  const url = await addressOf(server);
  const cpuBefore = cpuSecondsOf(server);
  const result = await sendSteadily({ url, spansPerSecond: Number(values.spans), seconds: Number(values.seconds) });
  const cpu = cpuSecondsOf(server) - cpuBefore;
  console.log(describeMachine());
  console.log(
    markdownTable(
      ["", "taken, spans/s", "answer p50, ms", "p99, ms", "CPU per 1,000 spans, ms", "lists read", "memory, MiB"],
      [
        [
          `${values.spans} spans/s, ${values.seconds} s`,
          whole(result.taken / result.seconds),
          result.p50Ms.toFixed(1),
          result.p99Ms.toFixed(1),
          whole((cpu * 1_000_000) / result.taken),
          whole(result.listsRead),
          mebibytes(memoryOf(server)),
        ],
      ],
    ),
  );
} finally {
  server.kill("SIGINT");
  await once(server, "close");
  rmSync(folder, { recursive: true });
}
