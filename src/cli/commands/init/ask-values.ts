import { confirm, password, select, text } from "@clack/prompts";
import { OPTIONS } from "../../../settings/options/option-table.js";
import { checkInitValue, type InitOption, type InitValues } from "./init-values.js";

/** Asks on the terminal for what is missing; undefined when the person leaves. */
export async function askValues(missing: readonly InitOption[], given: InitValues): Promise<InitValues | undefined> {
  const isOpen = (option: InitOption) => missing.includes(option) && given[option] === undefined;
  const values: { -readonly [Name in InitOption]?: string | undefined } = { ...given };
  const where = isOpen("apiUrl") && isOpen("apiKey") ? await askWhere() : "known";
  if (typeof where === "symbol") return undefined;
  for (const option of ASKED[where].filter(isOpen)) {
    // A server of one's own may do without a key.
    const isOptional = option === "apiKey" && where === "known";
    const answer = await ask(option, isOptional);
    if (typeof answer === "symbol") return undefined;
    values[option] = answer === "" ? undefined : answer;
  }
  return values;
}

const ASKED: Readonly<Record<"cloud" | "own" | "known", readonly InitOption[]>> = {
  cloud: ["apiKey", "workspaceName"],
  own: ["apiUrl", "workspaceName"],
  known: ["apiKey", "workspaceName"],
};

export async function askConsent(): Promise<boolean> {
  return (await confirm({ message: "Write this?" })) === true;
}

function askWhere(): Promise<symbol | "cloud" | "own"> {
  return select({
    message: "Where does Opik run?",
    options: [
      { value: "cloud" as const, label: "Opik Cloud (comet.com)" },
      { value: "own" as const, label: "A server of your own" },
    ],
  });
}

const QUESTIONS: Readonly<Record<InitOption, string>> = {
  apiKey: "API key, as Opik's settings page shows it",
  apiUrl: "Address of Opik's API, such as http://localhost:5173/api",
  workspaceName: "Workspace",
  projectName: "Project",
};

function ask(option: InitOption, isOptional: boolean): Promise<symbol | string> {
  const validate = (value = "") => {
    if (isOptional && value === "") return undefined;
    const parsed = checkInitValue(option, value);
    return parsed.ok ? undefined : `This must be ${parsed.allowed}.`;
  };
  const message = `${QUESTIONS[option]}${isOptional ? ", or Enter for none" : ""}`;
  if (option === "apiKey") return password({ message, validate });
  return text({
    message,
    validate,
    ...(option === "workspaceName" && { initialValue: OPTIONS.workspaceName.default }),
  });
}
