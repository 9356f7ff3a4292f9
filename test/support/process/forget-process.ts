/** What the copies of this package share in a process begins anew, as in a new process: everything must be closed. */
export function forgetProcess(): void {
  Reflect.deleteProperty(globalThis, Symbol.for("langchain-opik.deliveries"));
}
