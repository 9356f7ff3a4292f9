import type { ComponentChildren } from "preact";

interface FigureTableProps {
  readonly title: string;
  /** Heads of the columns after the first, whose head is the title. */
  readonly heads: readonly string[];
  readonly isEmpty: boolean;
  readonly children: ComponentChildren;
}

/** Rows of figures, each after the name of what it counts. Nothing where there are no rows. */
export function FigureTable({ title, heads, isEmpty, children }: FigureTableProps) {
  if (isEmpty) return null;
  return (
    <div class="table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="table-title">
              {title}
            </th>
            {heads.map((name) => (
              <th key={name} scope="col" class={name === "Because of" || name === "The newest" ? "text" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
