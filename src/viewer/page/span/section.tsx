import type { ComponentChildren } from "preact";
import { CopyButton } from "../frame/copy-button.js";

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Copied as JSON, or as it is where it is a text. */
  readonly copied?: unknown;
  readonly tools?: ComponentChildren;
  /** Closed until it is opened. */
  readonly isClosed?: boolean;
}

/** A section of the side pane with its title and, where it has a value, a button that copies it. */
export function Section({ title, children, copied, tools, isClosed = false }: SectionProps) {
  const head = (
    <div class="section-tools">
      {tools}
      {copied !== undefined && <CopyButton label="Copy" text={() => copyText(copied)} />}
    </div>
  );
  if (isClosed) {
    return (
      <details class="section">
        <summary>
          <h3>{title}</h3>
        </summary>
        {head}
        {children}
      </details>
    );
  }
  return (
    <section class="section">
      <h3>{title}</h3>
      {head}
      {children}
    </section>
  );
}

function copyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
