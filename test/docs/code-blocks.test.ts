import { expect, it } from "vitest";
import { codeDiagnostics } from "./code-diagnostics.js";
import { userPages } from "./markdown-page.js";
import { programsOf } from "./page-programs.js";

it("the documentation's programs are complete and type-check against the package", () => {
  expect(codeDiagnostics(userPages().flatMap(programsOf))).toEqual([]);
}, 120_000);

it("the check of the documentation's code detects a wrong or missing name, option, field, argument and subpath", () => {
  const code = [
    'import { OpikCallbackHandler, withOpikFallback } from "langchain-opik";',
    "const handler = new OpikCallbackHandler({ sampelRate: 1 });",
    'import "langchain-opik/registered";',
    "const { lost } = await handler.flush({ timeoutMs: '1' });",
    "await chain.invoke({}, { callbacks: [handler] });",
  ].join("\n");

  expect(codeDiagnostics([{ name: "a page", code }])).toEqual([
    expect.stringContaining("no exported member 'withOpikFallback'"),
    expect.stringContaining("'sampelRate' does not exist"),
    expect.stringContaining("'langchain-opik/registered'"),
    expect.stringContaining("Property 'lost' does not exist"),
    expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    expect.stringContaining("Cannot find name 'chain'"),
  ]);
}, 120_000);
