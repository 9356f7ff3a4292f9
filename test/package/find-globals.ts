import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Every use below `folder`/src of a global that is another file's to use, as `name: file`. */
export function findForbiddenGlobals(folder: string): readonly string[] {
  const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" });
  return files.filter((file) => /[.]tsx?$/.test(file)).flatMap((file) => globalsOf(folder, `src/${file}`));
}

function globalsOf(folder: string, file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = globalOf(node);
    if (name !== undefined && !isAllowed(name, file)) found.push(`${name}: ${file}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function globalOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) return isNow(node) ? "new Date()" : undefined;
  if (ts.isCallExpression(node)) return TIMERS.find((timer) => named(node.expression, timer));
  return ts.isPropertyAccessExpression(node) ? ownedGlobal(node) : undefined;
}

function isNow({ expression, arguments: given }: ts.NewExpression): boolean {
  return named(expression, "Date") && (given?.length ?? 0) === 0;
}

const TIMERS = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"];

/** What may be used in some files alone, by owner and property; no property: any. */
const OWNED = [
  ["process", "env"],
  ["process", "hrtime"],
  ["process", "nextTick"],
  ["process", "stdout"],
  ["process", "stderr"],
  ["console"],
  ["Date", "now"],
  ["performance"],
  ["AbortSignal", "timeout"],
] as const;

/** Also finds `host.process?.env` and `globalThis.console.log`. */
function ownedGlobal({ expression, name }: ts.PropertyAccessExpression): string | undefined {
  const owned = OWNED.find(
    ([owner, property]) => named(expression, owner) && (property === undefined || name.text === property),
  );
  return owned?.join(".");
}

function named(node: ts.Node, name: string): boolean {
  const last = ts.isPropertyAccessExpression(node) ? node.name : node;
  return ts.isIdentifier(last) && last.text === name;
}

/** Where each may be used. What is not named is a clock or a timer. */
const PLACES: Readonly<Record<string, RegExp>> = {
  "process.env": /^src\/settings\/environment[.]ts$/,
  // What prints masks secrets and cleans texts; so there are no others.
  console: /^src\/logging\/log[.]ts$/,
  "process.stdout": /^src\/(logging\/log|cli\/output|cli\/commands\/store\/export-command)[.]ts$/,
  "process.stderr": /^src\/(logging\/log|cli\/output)[.]ts$/,
};

/** The command has a process of its own, and the page a browser. The waits of chains are the program's, whose tests may move them. */
const TIME_PLACES =
  /^src\/(cli\/.+|viewer\/page\/.+|runtime\/(global|real)-time[.]ts|chains\/(opik-retry|time-limit|http-error)[.]ts)$/;

function isAllowed(name: string, file: string): boolean {
  return (PLACES[name] ?? TIME_PLACES).test(file);
}
