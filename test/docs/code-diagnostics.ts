import { resolve } from "node:path";
import ts from "typescript";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** What a page's platform brings: packages that are not installed here, and what their functions give. */
const LEFT_TO_THE_PLATFORM = new Set([
  2307, // a package that is not installed
  2882, // the same, imported for its effect
  7006, // a parameter whose type would come from one of these
]);

/** What tsconfig.json does not lead to the sources, because nothing here imports it by its public name. */
const DOORS_FOR_THEIR_EFFECT = {
  "langchain-opik/register": ["./src/register.ts"],
  "langchain-opik/testing/jest": ["./src/testing/jest.ts"],
  "langchain-opik/testing/vitest": ["./src/testing/vitest.ts"],
};

/** Code of a page, and how messages name it. */
export interface NamedCode {
  readonly name: string;
  readonly code: string;
}

/** What the compiler says against the code, as `name: message`; each is a program of its own. */
export function codeDiagnostics(blocks: readonly NamedCode[]): readonly string[] {
  const names = new Map(blocks.map(({ name }, index) => [resolve(REPOSITORY, "test/docs", `block-${index}.ts`), name]));
  const texts = new Map([...names.keys()].map((path, index) => [path, `${blocks[index]?.code ?? ""}\nexport {};\n`]));
  const program = ts.createProgram([...texts.keys()], compilerOptions(), hostWith(texts));
  return [...names].flatMap(([path, name]) => messagesOf(program, path).map((message) => `${name}: ${message}`));
}

function messagesOf(program: ts.Program, path: string): readonly string[] {
  const source = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .map(({ code, messageText }) => ({ code, message: ts.flattenDiagnosticMessageText(messageText, "\n") }))
    .filter(({ code, message }) => !LEFT_TO_THE_PLATFORM.has(code) || message.includes("'langchain-opik"))
    .map(({ message }) => message);
}

function compilerOptions(): ts.CompilerOptions {
  const read = ts.readConfigFile(resolve(REPOSITORY, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, REPOSITORY);
  // Names of the web are used, and readers are not held to the strictness of this repository.
  return {
    ...options,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    paths: { ...options.paths, ...DOORS_FOR_THEIR_EFFECT },
    noUncheckedIndexedAccess: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

/** Files of the disk, read once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** The disk, with files that are not on it. */
function hostWith(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const options = compilerOptions();
  const disk = ts.createCompilerHost(options);
  return {
    ...disk,
    fileExists: (path) => texts.has(path) || disk.fileExists(path),
    readFile: (path) => texts.get(path) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion, ...more) => {
      const text = texts.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
      if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, languageVersion, ...more));
      return parsed.get(path);
    },
  };
}
