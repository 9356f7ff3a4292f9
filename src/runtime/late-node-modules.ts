import type * as Http from "node:http";
import type * as Https from "node:https";
import type * as Net from "node:net";
import type Stream from "node:stream";
import type * as Tls from "node:tls";
import type * as Zlib from "node:zlib";

/** Modules of Node.js that are loaded only where requests are made. */
interface LateNodeModules {
  readonly "node:http": typeof Http;
  readonly "node:https": typeof Https;
  readonly "node:net": typeof Net;
  readonly "node:stream": typeof Stream;
  readonly "node:tls": typeof Tls;
  readonly "node:zlib": typeof Zlib;
}

type Importers = {
  readonly [Name in keyof LateNodeModules]: () => Promise<{ readonly default: LateNodeModules[Name] }>;
};

/** For Node before 20.16. In the output of webpack before 5.100 such an import has no other name than `default`. */
const IMPORTERS: Importers = {
  "node:http": () => import("node:http"),
  "node:https": () => import("node:https"),
  "node:net": () => import("node:net"),
  "node:stream": () => import("node:stream"),
  "node:tls": () => import("node:tls"),
  "node:zlib": () => import("node:zlib"),
};

/** One of Node's modules, loaded in a way that no bundler or test runner changes, where that is possible. */
export async function loadNodeModule<Name extends keyof LateNodeModules>(name: Name): Promise<LateNodeModules[Name]> {
  const host: { readonly getBuiltinModule?: (name: Name) => LateNodeModules[Name] | undefined } = process;
  return host.getBuiltinModule?.(name) ?? (await IMPORTERS[name]()).default;
}
