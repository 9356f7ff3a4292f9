const REPEATED = /^(.{3,}?)\1+$/s;
const MAX_CHARACTERS = 400;

/** When chunks of a stream are joined, LangChain joins the texts beside them too: `gpt-4ogpt-4o`, `STOPSTOP`. */
export function collapseRepeats(text: string): string {
  return text.length > MAX_CHARACTERS ? text : (REPEATED.exec(text)?.[1] ?? text);
}
