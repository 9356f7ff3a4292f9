/** The text with its lines edited: line ends stay as the file has them, and the last line gets one. */
export function withLines(text: string, edit: (lines: readonly string[]) => readonly string[]): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const whole = text === "" || text.endsWith("\n") ? text : text + end;
  const edited = edit(whole.split(end).slice(0, -1));
  return edited.map((line) => line + end).join("");
}
