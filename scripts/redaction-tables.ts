import { withoutSecretsInText } from "../src/records/redaction/redact-secrets.js";
import { CAUGHT, NOT_CAUGHT } from "../test/records/redaction/examples.js";
import { withMarkedSection } from "./marked-section.js";

const SHOWN = 3;

/** The text with what redaction "standard" catches, and what it can't, between its marks: as the tests try it. */
export function withRedactionTables(markdown: string): string {
  return withMarkedSection(markdown, "redaction", redactionTables());
}

function redactionTables(): string {
  return [
    "| It hides | so that these are recorded, for instance |",
    "| --- | --- |",
    ...CAUGHT.map(({ what, examples }) => `| ${what} | ${examples.slice(0, SHOWN).map(recorded).join("<br>")} |`),
    "",
    "| It can't know | so that this is recorded, for instance |",
    "| --- | --- |",
    ...NOT_CAUGHT.map(({ what, example }) => `| ${what} | ${recorded(example)} |`),
    "",
  ].join("\n");
}

function recorded(example: string): string {
  return code(withoutSecretsInText(example));
}

function code(text: string): string {
  return `\`${text.replaceAll("\n", "⏎").replaceAll("|", "\\|")}\``;
}
