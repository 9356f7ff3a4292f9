import { Module } from "node:module";
import { announceManagers } from "./manager-source.js";

/** Announces the managers in every CommonJS file that is loaded from now on. */
export function hookCommonJsLoading(): void {
  const compile: unknown = Reflect.get(Module.prototype, "_compile");
  if (typeof compile !== "function") return;
  Reflect.set(Module.prototype, "_compile", function announced(this: unknown, ...given: unknown[]): unknown {
    const [source, ...rest] = given;
    const text = typeof source === "string" ? announceManagers(source) : source;
    const compiled: unknown = Reflect.apply(compile, this, [text, ...rest]);
    return compiled;
  });
}
