import { isObject } from "../../../records/json/json-object.js";
import { JsonPanel } from "../json/json-panel.js";
import { Section } from "./section.js";

interface FoldedJsonProps {
  readonly title: string;
  readonly value: unknown;
}

/** Rarely needed values, closed until somebody opens them. Nothing where there are none. */
export function FoldedJson({ title, value }: FoldedJsonProps) {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  return (
    <Section title={title} copied={value} isClosed>
      <JsonPanel value={value} label={title.toLowerCase()} />
    </Section>
  );
}
