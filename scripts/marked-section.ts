/**
 * The page with a text between `<!-- name: … -->` and `<!-- /name -->`.
 *
 * @throws Error where the marks are missing
 */
export function withMarkedSection(markdown: string, name: string, text: string): string {
  const start = new RegExp(`<!-- ${name}: .*-->\\n`).exec(markdown);
  const endAt = markdown.indexOf(`<!-- /${name} -->`);
  if (start === null || endAt < start.index) throw new Error(`The marks of "${name}" are missing.`);
  return `${markdown.slice(0, start.index + start[0].length)}\n${text}\n${markdown.slice(endAt)}`;
}
