import { isObject } from "../../../records/json/json-object.js";
import { JsonPanel } from "../json/json-panel.js";
import { Section } from "./section.js";

interface FoldedJsonProps {
  readonly title: string;
  readonly value: unknown;
}

/** What few people look for, closed until somebody does. Nothing where there is nothing in it. */
export function FoldedJson({ title, value }: FoldedJsonProps) {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  return (
    <Section title={title} copied={value} isClosed>
      <JsonPanel value={value} label={title.toLowerCase()} />
    </Section>
  );
}
