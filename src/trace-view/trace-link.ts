/** The page that shows a trace. Opik's API sends whoever opens it on to its web page, which finds the project. */
export function traceLink(apiUrl: string, traceId: string): string {
  const api = `${apiUrl.replace(/\/(?:api\/?)?$/, "")}/api`;
  const query = new URLSearchParams({ trace_id: traceId, path: Buffer.from(apiUrl).toString("base64") });
  return `${api}/v1/session/redirect/projects/?${query.toString()}`;
}
