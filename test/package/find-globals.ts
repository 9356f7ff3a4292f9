import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Every use of `process.env` and `console` below `folder`/src that has no right to it, as `name: file`. */
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
function globalOf(node: ts.PropertyAccessExpression): "process.env" | "console" | undefined {
  const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  if (!ts.isIdentifier(owner)) return undefined;
  if (owner.text === "process" && node.name.text === "env") return "process.env";
  return owner.text === "console" ? "console" : undefined;
}

/** The one line of each kind that the host's log gets. */
const NOTICES = "src/handlers/notices.ts";

function isAllowed(name: "process.env" | "console", file: string): boolean {
  return name === "console" ? file.startsWith("src/cli/") || file === NOTICES : file === "src/settings/environment.ts";
}
