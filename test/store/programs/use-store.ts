import { createInterface } from "node:readline";
import { openTraceStore } from "../../../src/store/index.js";
import { spanText } from "../../support/opik-server/record-texts.js";

// Opens a store, and does a line of its input at a time: `write <first> <count>` spans, `count` them, `close`, or `idle`,
// after which it has nothing to do and takes no more lines. It answers each with a line.
const [, , location = ""] = process.argv;
// A cache sees only what is stored through it.
const store = await openTraceStore(location, { cache: "off" });
const lines = createInterface({ input: process.stdin });

async function count(): Promise<number> {
  const { rates } = await store.errorStats({ by: "kind" });
  return rates.reduce((sum, { runs }) => sum + runs, 0);
}

async function answer(line: string): Promise<string> {
  const [command, ...numbers] = line.split(" ");
  const [first = 0, many = 0] = numbers.map(Number);
  if (command === "write") {
    const spans = Array.from({ length: many }, (_, index): unknown => JSON.parse(spanText(first + index).json));
    return `stored ${(await store.write("span", spans)).stored}`;
  }
  if (command === "count") return `counted ${await count()}`;
  if (command === "close") await store.close();
  if (command === "idle") process.stdin.unref();
  return `${command} done`;
}

process.stdout.write("open\n");
lines.on("line", (line) => {
  void answer(line).then((text) => process.stdout.write(`${text}\n`));
});
