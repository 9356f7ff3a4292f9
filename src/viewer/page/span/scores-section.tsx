import { plainText } from "../../../records/plain-text.js";
import type { Score } from "../../page-api/page-data.js";
import { FactsList } from "./facts-list.js";
import { Section } from "./section.js";

export function ScoresSection({ scores }: { readonly scores: readonly Score[] }) {
  if (scores.length === 0) return null;
  return (
    <Section title="Scores">
      <FactsList
        rows={scores.map(({ name, value, reason, source }) => [
          plainText(name),
          <>
            {value} <span class="faint">{plainText([source, reason].filter(Boolean).join(": "))}</span>
          </>,
        ])}
      />
    </Section>
  );
}
