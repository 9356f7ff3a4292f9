/** The TypeScript type of each kind of option value. */
export interface KindValues {
  readonly text: string;
  readonly secretText: string;
  readonly url: string;
  /** A folder, or the address of a database: it may hold a password. */
  readonly storeLocation: string;
  readonly wholeNumber: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly booleanOrChoice: boolean | string;
  readonly textList: readonly string[];
  readonly object: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly choice: string;
  readonly choiceList: readonly string[];
}

export type Kind = keyof KindValues;

/** The fields that only one kind of option has. */
interface KindDetails {
  /** `inHeader`: the text travels as an HTTP header, so it must be printable ASCII. */
  readonly text: { readonly inHeader?: true };
  readonly wholeNumber: {
    readonly min: number;
    readonly max: number;
    readonly unit: "bytes" | "characters" | "milliseconds" | "records" | "failures" | "days";
  };
  readonly number: { readonly min: number; readonly max: number };
  /** The values other than `true` and `false`. */
  readonly booleanOrChoice: { readonly choices: readonly string[] };
  readonly choice: { readonly choices: readonly string[] };
  readonly choiceList: { readonly choices: readonly string[] };
}

/** The former name of an option: still read where its present name is not given. */
export interface EarlierName {
  readonly option: string;
  readonly env: string;
  readonly fileKey: `${string}.${string}`;
}

/** One row of the option table. */
export type OptionSpec<K extends Kind = Kind> = {
  [Name in Kind]: {
    readonly kind: Name;
    readonly env: string;
    /** Where the option is in the project's config file, as `section.key`. */
    readonly fileKey: `${string}.${string}`;
    /** The key in the `[opik]` section of Opik's own config file, where Opik has one. */
    readonly iniKey?: string;
    readonly earlierName?: EarlierName;
    readonly default: KindValues[Name] | undefined;
    /** What the option does, in sentences that a newcomer understands without reading the rest of the table. */
    readonly does: string;
  } & (Name extends keyof KindDetails ? KindDetails[Name] : unknown);
}[K];

/** Rows of the option table, by the name of their option. */
export type OptionRows = Readonly<Record<string, OptionSpec>>;
