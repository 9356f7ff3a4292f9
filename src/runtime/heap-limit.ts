/**
 * The largest size that JavaScript's heap may reach in this thread, in bytes; undefined where the runtime does not say.
 */
export function heapLimitBytes(): number | undefined {
  const host: { readonly process?: { readonly getBuiltinModule?: typeof process.getBuiltinModule } } = globalThis;
  try {
    const limit = host.process?.getBuiltinModule?.("node:v8")?.getHeapStatistics().heap_size_limit;
    return limit !== undefined && limit > 0 ? limit : undefined;
  } catch {
    // A runtime may have the module and not this function.
    return undefined;
  }
}
