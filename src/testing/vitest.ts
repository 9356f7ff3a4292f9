import { expect } from "vitest";
import { type OpikMatchers, opikMatchers } from "./opik-matchers.js";

expect.extend(opikMatchers);

declare module "vitest" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- An interface is merged by being declared, with the parameters that it has.
  interface Matchers<T> extends OpikMatchers<void> {}
}
