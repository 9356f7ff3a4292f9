import type { RegisterProject } from "./register/register-project.js";

/** What the first import of a package costs a program. */
export interface ImportCost {
  readonly importMs: number;
  /** Files of LangChain, of Opik's SDK, and of this package's heavier part that it loaded. */
  readonly heavyFiles: number;
}

const PROGRAM = `
  import { createRequire } from "node:module";
  import { Session } from "node:inspector";
  await import("./empty.mjs");
  const startMs = performance.now();
  await import(process.env.PACKAGE);
  const importMs = performance.now() - startMs;
  const loaded = new Set(Object.keys(createRequire(import.meta.url).cache));
  const session = new Session();
  session.connect();
  session.on("Debugger.scriptParsed", ({ params }) => loaded.add(params.url));
  session.post("Debugger.enable");
  const heavy = [...loaded].filter((file) => /@langchain|node_modules\\/opik\\/|activate|cockatiel/.test(file));
  console.log(JSON.stringify({ importMs, heavyFiles: heavy.length }));`;

/** Imports the package in so many processes and takes the fastest: a busy machine only ever adds time. */
export async function importCost(
  project: RegisterProject,
  name: string,
  environment: Readonly<Record<string, string>> = {},
  processes = 5,
): Promise<ImportCost> {
  // The first import of a process also pays for Node's loader.
  project.write("empty.mjs", "export {};");
  project.write("import-cost.mjs", PROGRAM);
  const costs: ImportCost[] = [];
  for (let count = 0; count < processes; count += 1) {
    costs.push(costIn(await project.runNode("import-cost.mjs", { environment: { PACKAGE: name, ...environment } })));
  }
  return {
    importMs: Math.min(...costs.map(({ importMs }) => importMs)),
    heavyFiles: Math.max(...costs.map(({ heavyFiles }) => heavyFiles)),
  };
}

function costIn(printed: string): ImportCost {
  const told: unknown = JSON.parse(printed);
  if (!isCost(told)) throw new Error(`No cost: ${printed}`);
  return told;
}

function isCost(value: unknown): value is ImportCost {
  const names = ["importMs", "heavyFiles"];
  return (
    typeof value === "object" && value !== null && names.every((name) => Number.isFinite(Reflect.get(value, name)))
  );
}
