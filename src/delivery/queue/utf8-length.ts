/** The bytes of a text in UTF-8. Edge runtimes have no `Buffer`, which is the fast way. */
export const utf8Length: (text: string) => number =
  typeof Buffer === "undefined" ? (text) => new TextEncoder().encode(text).length : (text) => Buffer.byteLength(text);
