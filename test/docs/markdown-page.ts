import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** One file of Markdown, by its path from the root of the repository. */
export interface MarkdownPage {
  readonly path: string;
  readonly text: string;
}

/** Every page that a user reads. */
export function userPages(): readonly MarkdownPage[] {
  const docs = readdirSync(resolve(REPOSITORY, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const skill = "skills/langchain-opik/SKILL.md";
  return [
    skill,
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "llms.txt",
    "bench/README.md",
    ...docs,
  ].map((path) => ({
    path,
    text: readFileSync(resolve(REPOSITORY, path), "utf8"),
  }));
}

/** A block of code, with the line of the page that it begins on. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  readonly line: number;
  /** Whether the page marks it as a continuation of the block above: its names are those of that one, too. */
  readonly continues: boolean;
}

const CONTINUES = /<!-- continues -->\s*$/;

export function codeBlocks({ text }: MarkdownPage): readonly CodeBlock[] {
  return [...text.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].map((found) => ({
    language: found[2] ?? "",
    code: found[3] ?? "",
    line: text.slice(0, found.index).split("\n").length + 1,
    continues: CONTINUES.test(text.slice(0, found.index)),
  }));
}

/** Where the page's links lead, as they are written; what stands in code is no link. */
export function linkTargets(page: MarkdownPage): readonly string[] {
  return [...withoutCode(page.text).matchAll(/\]\(([^)\s]+)\)/g)].map((found) => found[1] ?? "");
}

/** The names under which GitHub reaches the page's headings. */
export function headingAnchors(page: MarkdownPage): ReadonlySet<string> {
  const headings = [...withoutBlocks(page.text).matchAll(/^#{1,6} (.+)$/gm)].map((found) => anchorOf(found[1] ?? ""));
  return new Set(headings);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/`[^`\n]*`/g, "");
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^( *)```.*?^\1```$/gms, "");
}
