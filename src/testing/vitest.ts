import { expect } from "vitest";
import { type OpikMatchers, opikMatchers } from "./opik-matchers.js";

expect.extend(opikMatchers);

declare module "vitest" {
  // oxlint-disable-next-line typescript/no-empty-object-type -- An interface is merged by being declared, with the parameters that it has.
  interface Matchers<T> extends OpikMatchers<void> {}
}
