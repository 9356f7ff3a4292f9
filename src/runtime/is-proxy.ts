import type * as Util from "node:util";

let known: ((value: unknown) => boolean) | undefined;

/** Whether the object is a proxy; false where the runtime does not say. */
export function isProxy(value: object): boolean {
  known ??= proxyTest();
  return known(value);
}

function proxyTest(): (value: unknown) => boolean {
  try {
    const host: { readonly getBuiltinModule?: (name: "node:util") => typeof Util | undefined } = process;
    return host.getBuiltinModule?.("node:util")?.types.isProxy ?? never;
  } catch {
    return never;
  }
}

const never = (): boolean => false;
