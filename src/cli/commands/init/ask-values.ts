import { confirm, password, select, text } from "@clack/prompts";
import { OPTIONS } from "../../../settings/options/option-table.js";
import { checkInitValue, type InitOption, type InitValues } from "./init-values.js";

/** Asks on the terminal for what is missing; undefined when the person leaves. */
export async function askValues(missing: readonly InitOption[], given: InitValues): Promise<InitValues | undefined> {
  const isOpen = (option: InitOption) => missing.includes(option) && given[option] === undefined;
  const values: { -readonly [Name in InitOption]?: string | undefined } = { ...given };
  const isNowhere = (["apiUrl", "apiKey", "store"] as const).every(isOpen);
  const where = isNowhere ? await askWhere() : isLocal(missing, given) ? "store" : "known";
  if (typeof where === "symbol") return undefined;
  for (const option of ASKED[where].filter(isOpen)) {
    // A self-hosted server may need no key.
    const isOptional = option === "apiKey" && where === "known";
    const answer = await ask(option, isOptional);
    if (typeof answer === "symbol") return undefined;
    values[option] = answer === "" ? undefined : answer;
  }
  return values;
}

/** Whether only a store is named: then what a server needs is not missing. */
function isLocal(missing: readonly InitOption[], given: InitValues): boolean {
  const isNamed = (option: InitOption) => given[option] !== undefined || !missing.includes(option);
  return isNamed("store") && !isNamed("apiUrl") && !isNamed("apiKey");
}

type Where = "cloud" | "own" | "store";

const ASKED: Readonly<Record<Where | "known", readonly InitOption[]>> = {
  cloud: ["apiKey", "workspaceName"],
  own: ["apiUrl", "workspaceName"],
  store: ["store"],
  known: ["apiKey", "workspaceName"],
};

export async function askConsent(): Promise<boolean> {
  return (await confirm({ message: "Write this?" })) === true;
}

function askWhere(): Promise<symbol | Where> {
  return select({
    message: "Where do traces go?",
    options: [
      { value: "cloud" as const, label: "Opik Cloud (comet.com)" },
      { value: "own" as const, label: "An Opik server of your own" },
      { value: "store" as const, label: "No account: keep traces here, in a folder, and see them on a page" },
    ],
  });
}

const QUESTIONS: Readonly<Record<InitOption, string>> = {
  apiKey: "API key, as Opik's settings page shows it",
  apiUrl: "Address of Opik's API",
  store: "Folder for the traces",
  workspaceName: "Workspace",
  projectName: "Project",
};

/** Shown in a field that is empty. */
const EXAMPLES: Partial<Readonly<Record<InitOption, string>>> = { apiUrl: "http://localhost:5173/api" };

/** Used if nothing is typed. A text that was already in the field would be appended to. */
const DEFAULTS: Partial<Readonly<Record<InitOption, string>>> = {
  store: "./traces",
  workspaceName: OPTIONS.workspaceName.default,
};

function ask(option: InitOption, isOptional: boolean): Promise<symbol | string> {
  const defaultValue = DEFAULTS[option];
  const validate = (value = "") => {
    if (value === "" && (isOptional || defaultValue !== undefined)) return undefined;
    const parsed = checkInitValue(option, value);
    return parsed.ok ? undefined : `This must be ${parsed.allowed}.`;
  };
  const message = `${QUESTIONS[option]}${isOptional ? ", or Enter for none" : ""}`;
  if (option === "apiKey") return password({ message, validate });
  const placeholder = defaultValue === undefined ? EXAMPLES[option] : `${defaultValue} (Enter)`;
  return text({
    message,
    validate,
    ...(placeholder !== undefined && { placeholder }),
    ...(defaultValue !== undefined && { defaultValue }),
  });
}
