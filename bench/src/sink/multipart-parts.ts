export interface Part {
  readonly name: string;
  readonly content: string;
}

/** The parts of a `multipart/form-data` body; none when it is no such body. */
export function multipartParts(contentType: string, body: Buffer): readonly Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return [];
  return body.toString().split(`--${boundary}`).flatMap(readPart);
}

function readPart(text: string): readonly Part[] {
  const headersEnd = text.indexOf("\r\n\r\n");
  const name = /name="([^"]+)"/.exec(text.slice(0, headersEnd))?.[1];
  if (headersEnd < 0 || name === undefined) return [];
  return [{ name, content: text.slice(headersEnd + 4, text.lastIndexOf("\r\n")) }];
}
