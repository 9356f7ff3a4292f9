export function TraceView({ traceId }: { readonly traceId: string }) {
  return <p>{traceId}</p>;
}
