interface MarkedProps {
  readonly text: string;
  /** Lower case; an empty one marks nothing. */
  readonly query: string;
  readonly class?: string;
}

/** A text in which what is searched for is marked. */
export function Marked({ text, query, class: style }: MarkedProps) {
  return (
    <bdi class={style}>
      {pieces(text, query).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}
    </bdi>
  );
}

/** Every second piece is a match of the search. */
function pieces(text: string, query: string): readonly string[] {
  if (query === "") return [text];
  const found: string[] = [];
  const lower = text.toLowerCase();
  // A letter whose lower case is longer shifts all positions after it: then nothing is marked rather than the wrong
  // text.
  if (lower.length !== text.length) return [text];
  let from = 0;
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
    found.push(text.slice(from, at), text.slice(at, at + query.length));
    from = at + query.length;
  }
  return [...found, text.slice(from)];
}
