import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Every use of `process.env`, `console` and the standard streams below `folder`/src that has no right to it, as `name: file`. */
export function findForbiddenGlobals(folder: string): readonly string[] {
  const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).flatMap((file) => globalsOf(folder, `src/${file}`));
}

function globalsOf(folder: string, file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isPropertyAccessExpression(node) ? globalOf(node) : undefined;
    if (name !== undefined && !isAllowed(name, file)) found.push(`${name}: ${file}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Also finds `host.process?.env` and `globalThis.console.log`. */
function globalOf(node: ts.PropertyAccessExpression): Global | undefined {
  const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  if (!ts.isIdentifier(owner)) return undefined;
  if (owner.text === "process" && node.name.text === "env") return "process.env";
  if (owner.text === "process" && /^std(?:out|err)$/.test(node.name.text)) return "output";
  return owner.text === "console" ? "console" : undefined;
}

type Global = keyof typeof ALLOWED;

/** What prints masks secrets and cleans texts; so there are no others. */
const ALLOWED = {
  "process.env": ["src/settings/environment.ts"],
  console: ["src/messages/log.ts"],
  output: ["src/messages/log.ts", "src/cli/output.ts", "src/cli/store/standard-output.ts"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function isAllowed(name: Global, file: string): boolean {
  return ALLOWED[name].some((allowed) => allowed === file);
}
