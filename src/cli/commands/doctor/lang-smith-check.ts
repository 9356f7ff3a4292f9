import { type Environment, readVariable } from "../../../settings/environment.js";
import { type Check, warning } from "./check.js";

/** Each of them makes LangChain trace to LangSmith, if it is exactly `true`. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

/** Only if LangChain traces to LangSmith too: many people have the variable from a tutorial and forgot it. */
export function langSmithChecks(env: Environment): readonly Check[] {
  const switchedOn = SWITCHES.filter((name) => readVariable(env, name) === "true");
  if (switchedOn.length === 0) return [];
  const result = warning(
    `${switchedOn.join(" and ")} ${switchedOn.length === 1 ? "is" : "are"} true: prompts go to LangSmith as well`,
    "Where that is not meant, remove it or set it to false. Both may trace at the same time.",
  );
  return [{ name: "LangSmith", run: () => result }];
}
