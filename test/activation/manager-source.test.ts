import { createContext, runInContext } from "node:vm";
import { expect, it } from "vitest";
import { ADOPT_NAME, ANNOUNCEMENT, announceManagers } from "../../src/activation/manager-source.js";

const CLASS = `
  class CallbackManager {
    /** Sets it up. */
    static _configureSync(handlers) { return handlers; }
  }`;

/** The names of the classes that announce themselves when the source runs. */
function announcedBy(source: string): readonly string[] {
  const names: string[] = [];
  const adopt = ({ name }: { readonly name: string }) => names.push(name);
  runInContext(source, createContext({ [ADOPT_NAME]: adopt }));
  return names;
}

const inEval = (text: string) => `eval(${JSON.stringify(text)})`;
const inSingleQuotes = (text: string) =>
  `eval('${text.replaceAll(/['\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}')`;
const inTemplate = (text: string) => `eval(\`${text.replaceAll(/[`\\$]/g, "\\$&")}\`)`;

it.each([
  ["as it is written", CLASS],
  ["with line ends of Windows", CLASS.replaceAll("\n", "\r\n")],
  ["minified", "class CallbackManager{static _configureSync(a){return a}}"],
  ["minified behind a method", "class CallbackManager{a(){}static _configureSync(a){return a}}"],
  ["minified behind a field", "class CallbackManager{a=1;static _configureSync(a){return a}}"],
  ["behind a comment in its line", "class CallbackManager{ /* sync */ static _configureSync(a){return a}}"],
  ["indented by tabs", CLASS.replaceAll("  ", "\t")],
  ["in a string of eval", inEval(CLASS)],
  ["in a string of eval, indented by tabs", inEval(CLASS.replaceAll("  ", "\t"))],
  ["in a string in a string", inEval(inEval(CLASS))],
  ["in a string in a string in a string", inEval(inSingleQuotes(inEval(CLASS)))],
  ["in single quotes", inSingleQuotes(CLASS)],
  ["in a template", inTemplate(CLASS)],
  ["in a template in a string", inEval(inTemplate(CLASS))],
])("the source of a callback manager announces its class, %s", (_, source) => {
  const announced = announceManagers(source);

  expect(announcedBy(announced)).toEqual(["CallbackManager"]);
  expect(announced.split("\n")).toHaveLength(source.split("\n").length);
});

it("a callback manager whose announcement nobody awaits is made as usual", () => {
  expect(runInContext(`${announceManagers(CLASS)}; CallbackManager._configureSync(1)`, createContext())).toBe(1);
});

it.each([
  ["a sentence", "// It wraps the static _configureSync(handlers) of each class."],
  ["a string", 'const mark = "static _configureSync(";'],
  ["a regular expression", "const mark = /static _configureSync(a)/u;"],
  ["a method with a modifier of TypeScript", "class Own { public static _configureSync(a: string) {} }"],
  ["a call", "manager._configureSync(handlers);"],
])("source text that does not begin a method, such as %s, stays as it is", (_, source) => {
  expect(announceManagers(source)).toBe(source);
});

it("the inserted text has no meaning within any kind of quotes", () => {
  expect(ANNOUNCEMENT).not.toMatch(/["'`\\$\r\n]|\*\/|<\//);
});
