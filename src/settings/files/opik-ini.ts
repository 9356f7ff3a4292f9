/**
 * The values of Opik's INI text, or the first line that is not valid. A problem never contains the text itself, which
 * holds the key.
 */
export type OpikIni =
  | { readonly status: "read"; readonly values: ReadonlyMap<string, string> }
  | { readonly status: "malformed"; readonly line: number };

const SECTION = /^\[([^\]]*)\]$/;
const COMMENT = /^[;#]/;

/** Reads the `[opik]` section; other sections may hold what they like. */
export function parseOpikIni(text: string): OpikIni {
  const values = new Map<string, string>();
  let section: string | undefined;
  for (const [index, rawLine] of text.split(/\r\n|\r|\n/).entries()) {
    const line = rawLine.replace(/^\uFEFF/, "").trim();
    if (line === "" || COMMENT.test(line)) continue;
    const heading = SECTION.exec(line);
    if (heading !== null) {
      section = heading[1]?.trim();
    } else if (section === undefined || section === "opik") {
      const equals = line.indexOf("=");
      if (equals < 1) return { status: "malformed", line: index + 1 };
      if (section === "opik") values.set(line.slice(0, equals).trim(), plainValue(line.slice(equals + 1).trim()));
    }
  }
  return { status: "read", values };
}

/**
 * The SDK's rules: quotes around a value are removed; otherwise `;` and `#` begin a comment unless a backslash precedes
 * them.
 */
function plainValue(raw: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(raw);
  if (quoted !== null) return quoted[2] ?? "";
  const uncommented = /^(?:\\.|[^;#])*/s.exec(raw)?.[0] ?? "";
  return uncommented.replace(/\\([\\;#])/g, "$1").trim();
}
