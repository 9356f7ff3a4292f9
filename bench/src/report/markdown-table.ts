/** A table in Markdown; all columns but the first hold numbers. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, index) => (index === 0 ? "---" : "---:"));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(2);
}

export function mebibytes(bytes: number): string {
  return whole(bytes / 1_048_576);
}
