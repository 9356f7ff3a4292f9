import { Module } from "node:module";
import { announceManagers } from "./manager-source.js";
import { parsesAsCommonJs } from "./module-syntax.js";
import { COMMON_JS_JOIN, SDK_FILE } from "./sdk-source.js";

/** Announces the managers in every file that is loaded by `require` from now on, and Opik's SDK. */
export function hookCommonJsLoading(): void {
  const compile: unknown = Reflect.get(Module.prototype, "_compile");
  if (typeof compile !== "function") return;
  Reflect.set(Module.prototype, "_compile", function announced(this: unknown, ...given: unknown[]): unknown {
    const [source, ...rest] = given;
    const load = (text: unknown): unknown => Reflect.apply(compile, this, [text, ...rest]);
    if (SDK_FILE.test(String(rest[0])) && typeof source === "string") return load(source + COMMON_JS_JOIN);
    return typeof source === "string" ? loadAnnounced(source, rest[1], load) : load(source);
  });
}

/** A source that the announcement would break is loaded as it was. */
function loadAnnounced(source: string, format: unknown, load: (text: string) => unknown): unknown {
  const announced = announceManagers(source);
  if (announced === source || parsesAsCommonJs(announced)) return load(announced);
  if (String(format).endsWith("typescript")) return load(source);
  try {
    return load(announced);
  } catch (error) {
    // An ES module is parsed whole before any of it runs. If it failed later, Node has kept that failure, and runs
    // nothing again.
    if (error instanceof SyntaxError) return load(source);
    throw error;
  }
}
