import { codeBlocks, type MarkdownPage } from "./markdown-page.js";

/** A block of TypeScript that stands alone, with those below it that continue it. */
export interface PageProgram {
  /** Its page and the line that it begins on. */
  readonly name: string;
  /** Its page and which of the page's programs it is, from 1 on. */
  readonly place: string;
  readonly code: string;
}

export function programsOf(page: MarkdownPage): readonly PageProgram[] {
  const programs: PageProgram[] = [];
  for (const { language, code, line, continues } of codeBlocks(page)) {
    if (language !== "ts") continue;
    const above = continues ? programs.pop() : undefined;
    programs.push(
      above === undefined
        ? { name: `${page.path}:${line}`, place: `${page.path} ${programs.length + 1}`, code }
        : { ...above, code: `${above.code}\n${code}` },
    );
  }
  return programs;
}
