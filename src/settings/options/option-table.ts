import type { EarlierName, KindValues, OptionRows, OptionSpec } from "./option-spec.js";
import { ATTRIBUTION } from "./sections/attribution.js";
import { BATCHING } from "./sections/batching.js";
import { CAPTURE, CAPTURE_LIMITS } from "./sections/capture.js";
import { COSTS } from "./sections/costs.js";
import { DELIVERY } from "./sections/delivery.js";
import { OPIK } from "./sections/opik.js";
import { SAMPLING } from "./sections/sampling.js";
import { SPOOL } from "./sections/spool.js";
import { STORE } from "./sections/store.js";
import { OPEN_RUNS, TRACE } from "./sections/trace.js";

/**
 * Every option: its sources, default, unit and meaning. The types of options and settings follow from it, and its order
 * is that of the docs.
 */
export const OPTIONS = {
  ...OPIK,
  ...TRACE,
  ...ATTRIBUTION,
  ...CAPTURE,
  ...SAMPLING,
  ...CAPTURE_LIMITS,
  ...COSTS,
  ...OPEN_RUNS,
  ...BATCHING,
  ...DELIVERY,
  ...SPOOL,
  ...STORE,
} as const satisfies OptionRows;

export type OptionName = keyof typeof OPTIONS;
type KindOf<Name extends OptionName> = (typeof OPTIONS)[Name]["kind"];
/** The values of a kind of option that has no other choices than these. */
interface ChoiceValues<Choice> {
  readonly choice: Choice;
  readonly booleanOrChoice: boolean | Choice;
  readonly choiceList: readonly Choice[];
}

export type OptionValue<Name extends OptionName> = (typeof OPTIONS)[Name] extends {
  readonly kind: infer K extends keyof ChoiceValues<unknown>;
  readonly choices: readonly (infer Choice)[];
}
  ? ChoiceValues<Choice>[K]
  : KindValues[KindOf<Name>];

/** The type of a setting once resolved: only an option without a default may be undefined. */
type SettingValue<Name extends OptionName> =
  | OptionValue<Name>
  | (undefined extends (typeof OPTIONS)[Name]["default"] ? undefined : never);

/** The options once resolved. */
export type Settings = { readonly [Name in OptionName]: SettingValue<Name> };

// `Object.keys` is typed as any text; the guard keeps the names exact.
const isOptionName = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

const SPECS: readonly OptionSpec[] = OPTION_NAMES.map((name) => OPTIONS[name]);
/** The former names of options. */
export const EARLIER_NAMES: readonly EarlierName[] = SPECS.flatMap(({ earlierName }) => earlierName ?? []);
