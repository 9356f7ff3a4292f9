import type { ComponentChildren } from "preact";

interface FigureTableProps {
  readonly title: string;
  /** Of the columns behind the first, whose head is the title. */
  readonly heads: readonly string[];
  readonly isEmpty: boolean;
  readonly children: ComponentChildren;
}

/** Rows of figures, with what they are of in front. Nothing where there are none. */
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
