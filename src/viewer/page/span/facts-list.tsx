import type { ComponentChildren } from "preact";

export type FactRow = readonly [name: string, value: ComponentChildren];

/** Names with their values, without those that have none. */
export function FactsList({ rows }: { readonly rows: readonly FactRow[] }) {
  const present = rows.filter(([, value]) => value !== undefined && value !== "" && value !== false);
  if (present.length === 0) return null;
  return (
    <dl class="fact-rows">
      {present.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
