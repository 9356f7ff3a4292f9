import { parseArgs } from "node:util";
import { CONTENDER_NAMES, isContenderName } from "./contenders/contender.js";
import { takeFreshBuild } from "./harness/fresh-build.js";
import { startSink } from "./harness/sink.js";
import { describeMachine } from "./report/machine-info.js";
import { writeResults } from "./report/readme.js";
import { type Order, SECTIONS } from "./sections.js";

const { values } = parseArgs({
  options: {
    section: { type: "string", multiple: true, default: [...SECTIONS.keys()] },
    contender: { type: "string", multiple: true, default: [...CONTENDER_NAMES] },
    processes: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});

takeFreshBuild();
const sink = await startSink();
try {
  const contenders = values.contender.filter(isContenderName);
  const results = await measure({ contenders, processes: Number(values.processes), sink });
  if (values.write) writeResults(results);
} finally {
  await sink.stop();
}

async function measure(order: Order): Promise<string> {
  const parts = [describeMachine()];
  console.log(parts[0]);
  for (const name of values.section) {
    const section = SECTIONS.get(name);
    if (section === undefined) throw new Error(`There is no section ${name}, only ${[...SECTIONS.keys()].join(", ")}.`);
    const part = await section(order);
    console.log(`\n${part}`);
    parts.push(part);
  }
  return parts.join("\n\n");
}
