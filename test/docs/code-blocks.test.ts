import { expect, it } from "vitest";
import { codeDiagnostics, type NamedCode } from "./code-diagnostics.js";
import { codeBlocks, type MarkdownPage, userPages } from "./markdown-page.js";

/** Every block of TypeScript on a page. */
function typescriptOf(page: MarkdownPage): readonly NamedCode[] {
  return codeBlocks(page)
    .filter(({ language }) => language === "ts")
    .map(({ code, line }) => ({ name: `${page.path}:${line}`, code }));
}

it("the documentation's code uses what the package has, as the compiler knows it", () => {
  expect(codeDiagnostics(userPages().flatMap(typescriptOf))).toEqual([]);
}, 120_000);

it("the check of the code hears of a wrong name, option, field, argument and subpath", () => {
  const code = [
    'import { OpikCallbackHandler, withOpikFallback } from "langchain-opik";',
    "const handler = new OpikCallbackHandler({ sampelRate: 1 });",
    'import "langchain-opik/registered";',
    "const { lost } = await handler.flush({ timeoutMs: '1' });",
  ].join("\n");

  expect(codeDiagnostics([{ name: "a page", code }])).toEqual([
    expect.stringContaining("no exported member 'withOpikFallback'"),
    expect.stringContaining("'sampelRate' does not exist"),
    expect.stringContaining("'langchain-opik/registered'"),
    expect.stringContaining("Property 'lost' does not exist"),
    expect.stringContaining("Type 'string' is not assignable to type 'number'"),
  ]);
}, 120_000);
