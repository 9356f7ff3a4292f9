import ts from "typescript";

/**
 * What the compiler says about the consumer and about our declarations; those of other packages are not ours to judge.
 */
export function diagnosticsOf(consumer: string): string[] {
  const program = ts.createProgram([consumer], {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  const ours = program.getSourceFiles().filter(({ fileName }) => /\/langchain-opik\/|\/consumer\./.test(fileName));
  return ours
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
