/** The address as it may stand in a message: without user, password, query and fragment. */
export function displayUrl(address: string): string {
  if (!URL.canParse(address)) return "an address that is not a URL";
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
