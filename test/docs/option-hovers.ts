import ts from "typescript";
import { OPTION_NAMES, type OptionName } from "../../src/settings/options/option-table.js";

const CODE = `import { OpikCallbackHandler } from "langchain-opik";
new OpikCallbackHandler({ ${OPTION_NAMES.map((name) => `${name}: undefined`).join(", ")} });`;

/** What an editor shows of each option's documentation, in a file that would be at `path`. */
export function optionHovers(path: string, options: ts.CompilerOptions): ReadonlyMap<OptionName, string> {
  const service = ts.createLanguageService(hostOf(path, options));
  return new Map(OPTION_NAMES.map((name) => [name, hoverText(service, path, CODE.indexOf(`${name}: `))]));
}

function hoverText(service: ts.LanguageService, path: string, position: number): string {
  const { documentation, tags = [] } = service.getQuickInfoAtPosition(path, position) ?? {};
  const tagLines = tags.map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
  return [ts.displayPartsToString(documentation), ...tagLines].join("\n");
}

/** The disk, with one file that is not on it. */
function hostOf(path: string, options: ts.CompilerOptions): ts.LanguageServiceHost {
  const read = (name: string) => (name === path ? CODE : ts.sys.readFile(name));
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
    getDefaultLibFileName: (compilerOptions) => ts.getDefaultLibFilePath(compilerOptions),
    fileExists: (name) => name === path || ts.sys.fileExists(name),
    readFile: read,
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
    realpath: (name) => ts.sys.realpath?.(name) ?? name,
  };
}
