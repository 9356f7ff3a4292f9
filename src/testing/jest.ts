import type {} from "expect";
import { type OpikMatchers, opikMatchers } from "./opik-matchers.js";

jestExpect().extend(opikMatchers);

interface Extensible {
  extend(matchers: typeof opikMatchers): void;
}

// Jest's own `expect`, without a dependency: it is the global of each test file.
function jestExpect(): Extensible {
  const expect: unknown = Reflect.get(globalThis, "expect");
  if (isExtensible(expect)) return expect;
  throw new Error(
    "langchain-opik/testing/jest found no global `expect`. Import it in a test or in a file of `setupFilesAfterEnv`; " +
      "with `injectGlobals: false`, call `expect.extend(opikMatchers)` with those of langchain-opik/testing.",
  );
}

function isExtensible(value: unknown): value is Extensible {
  return typeof value === "function" && "extend" in value && typeof value.extend === "function";
}

/* oxlint-disable typescript/no-empty-object-type -- Interfaces are merged by being declared, with the parameters that they have. */

// For tests that import `expect` from @jest/globals.
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T> extends OpikMatchers<R> {}
}

// For tests with @types/jest.
declare global {
  // oxlint-disable-next-line typescript/no-namespace -- It is theirs.
  namespace jest {
    interface Matchers<R, T> extends OpikMatchers<R> {}
  }
}
