import { codeBlocks, type MarkdownPage } from "./markdown-page.js";

/** What the command of this package is given on a page. */
export interface ShownCommand {
  /** Such as `spool replay`; empty where only the command itself is named. */
  readonly subcommand: string;
  readonly flags: readonly string[];
}

const SHOWN = /(?:npx |`)langchain-opik((?: [\w<>./:"$@={}-]+)*)/g;
const NAME_OF_A_COMMAND = /^[a-z]+(-[a-z]+)?$/;

/** Every call of the command that a page shows, in blocks and in sentences. */
export function shownCommands({ text }: MarkdownPage): readonly ShownCommand[] {
  return [...text.matchAll(SHOWN)].map(([, given = ""]) => {
    const words = given.split(" ").filter(Boolean);
    const end = words.findIndex((word) => !NAME_OF_A_COMMAND.test(word));
    const names = end === -1 ? words : words.slice(0, end);
    return {
      // Only `spool` has commands of its own; what follows another one is its argument.
      subcommand: (names[0] === "spool" ? names.slice(0, 2) : names.slice(0, 1)).join(" "),
      flags: words.filter((word) => word.startsWith("--")),
    };
  });
}

/** The lines of a page's shell blocks that call the command, without their comments. */
export function shellLines(page: MarkdownPage): readonly string[] {
  return codeBlocks(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line.startsWith("npx langchain-opik "));
}
