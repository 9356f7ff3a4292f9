import { confirm, password, select, text } from "@clack/prompts";
import { OPTIONS } from "../../settings/option-table.js";
import { checkInitValue, type InitOption, type InitValues } from "./init-values.js";

/** Asks on the terminal for what is missing; undefined when the person leaves. */
export async function askValues(missing: readonly InitOption[], given: InitValues): Promise<InitValues | undefined> {
  const isOpen = (option: InitOption) => missing.includes(option) && given[option] === undefined;
  const values: { -readonly [Name in InitOption]?: string | undefined } = { ...given };
  const where = isOpen("apiUrl") && isOpen("apiKey") ? await askWhere() : "cloud";
  if (typeof where === "symbol") return undefined;
  const asked: readonly InitOption[] = where === "own" ? ["apiUrl", "workspaceName"] : ["apiKey", "workspaceName"];
  for (const option of asked.filter(isOpen)) {
    const answer = await ask(option);
    if (typeof answer === "symbol") return undefined;
    values[option] = answer;
  }
  return values;
}

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

function ask(option: InitOption): Promise<symbol | string> {
  const validate = (value: string | undefined) => {
    const parsed = checkInitValue(option, value ?? "");
    return parsed.ok ? undefined : `This must be ${parsed.allowed}.`;
  };
  const message = OPTIONS[option].does;
  if (option === "apiKey") return password({ message, validate });
  return text({
    message,
    validate,
    ...(option === "workspaceName" && { initialValue: OPTIONS.workspaceName.default }),
  });
}
