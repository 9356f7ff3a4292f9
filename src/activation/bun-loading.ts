import { readFileSync } from "node:fs";
import { Module } from "node:module";
import { announceManagers } from "./manager-source.js";

/** The part of Bun's API that is used here. */
interface Bun {
  plugin(plugin: { readonly name: string; readonly setup: (build: BunBuild) => void }): void;
}

interface BunBuild {
  onLoad(files: { readonly filter: RegExp }, load: (file: { readonly path: string }) => BunSource): void;
}

interface BunSource {
  readonly contents: string;
  readonly loader: "js";
}

const MODULE_FILE = /[\\/]dist[\\/]callbacks[\\/]manager\.js$/;
const COMMON_JS_FILE = /[\\/]dist[\\/]callbacks[\\/]manager\.cjs$/;

/**
 * Announces the managers in every copy of LangChain that Bun loads from now on. Bun accepts Node's module hooks and
 * never calls them, and its own plugins change ES modules only.
 */
export function hookBunLoading(): void {
  const bun: unknown = Reflect.get(globalThis, "Bun");
  if (!isBun(bun)) return;
  bun.plugin({
    name: "langchain-opik",
    setup: (build) => {
      build.onLoad({ filter: MODULE_FILE }, ({ path }) => ({ contents: announcedFile(path), loader: "js" }));
    },
  });
  hookRequire();
}

function hookRequire(): void {
  const extensions: unknown = Reflect.get(Module, "_extensions");
  if (typeof extensions !== "object" || extensions === null) return;
  const load: unknown = Reflect.get(extensions, ".cjs") ?? Reflect.get(extensions, ".js");
  if (typeof load !== "function") return;
  Reflect.set(extensions, ".cjs", (module: object, path: string): unknown => {
    const compile: unknown = Reflect.get(module, "_compile");
    const isManager = COMMON_JS_FILE.test(path) && typeof compile === "function";
    const loaded: unknown = isManager
      ? Reflect.apply(compile, module, [announcedFile(path), path])
      : Reflect.apply(load, extensions, [module, path]);
    return loaded;
  });
}

function announcedFile(path: string): string {
  return announceManagers(readFileSync(path, "utf8"));
}

function isBun(value: unknown): value is Bun {
  return typeof value === "object" && value !== null && "plugin" in value && typeof value.plugin === "function";
}
