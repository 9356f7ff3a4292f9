import { namesRegister } from "../../../activation/preload-flags.js";
import { type Environment, readVariable } from "../../../settings/environment.js";
import { type Check, warning } from "./check.js";

/** Only if `NODE_OPTIONS` names register: otherwise there is nothing to check. */
export function nodeOptionsChecks(env: Environment): readonly Check[] {
  if (!namesRegister(readVariable(env, "NODE_OPTIONS") ?? "")) return [];
  const result = warning(
    "it holds the name langchain-opik/register; Node.js does not start in a folder from which that can't be found",
    'Give the URL: NODE_OPTIONS="--import $(npx langchain-opik register-url)".',
  );
  return [{ name: "NODE_OPTIONS", run: () => result }];
}
