/** The name of register in a flag. Node, like Bun, looks it up from the folder in which a process starts. */
export const REGISTER_NAME = "langchain-opik/register";

/** The location that replaces the name after each flag. */
type FlagLocations = ReadonlyMap<string, string>;

/** Where register is on disk. */
export interface RegisterLocation {
  /** The URL of the ES module. */
  readonly url: string;
  /** The path of the CommonJS file. */
  readonly path: string;
}

/** After a URL, it records that the name was there, for `doctor`. Only Node accepts it. */
export const INSTEAD_OF_NAME = `#${REGISTER_NAME}`;

/**
 * The text of `NODE_OPTIONS` or `BUN_OPTIONS` with the location of register instead of its name; the rest stays as it
 * is.
 */
export function resolveInOptions(options: string, location: RegisterLocation): string {
  const locations = flagLocations(location);
  let before = "";
  return options.replaceAll(ARGUMENT, (text) => {
    const argument = unquoted(text);
    const placed = resolvedArgument(argument, before, locations);
    before = argument;
    return placed === undefined ? text : quoted(placed);
  });
}

/** The same in the flags of a process that stand before its program. */
export function resolveInFlags(flags: readonly string[], location: RegisterLocation): readonly string[] {
  const locations = flagLocations(location);
  return flags.map((flag, index) => resolvedArgument(flag, flags[index - 1], locations) ?? flag);
}

/** Whether the text of `NODE_OPTIONS` has, or had when its process started, the name of register. */
export function namesRegister(nodeOptions: string): boolean {
  const somewhere = { url: "placed", path: "placed" };
  return nodeOptions.includes(INSTEAD_OF_NAME) || resolveInOptions(nodeOptions, somewhere) !== nodeOptions;
}

/**
 * Whether register is all that Node loads before the program, where this flag has it loaded.
 *
 * @param options the text of `NODE_OPTIONS`
 * @param flags those of the command line
 */
export function isOnlyPreload(
  by: "--import" | "--require",
  { options, flags }: { readonly options: string; readonly flags: readonly string[] },
  { url, path }: RegisterLocation,
): boolean {
  const names = new Set([REGISTER_NAME, url, url + INSTEAD_OF_NAME, path]);
  const all = [...(options.match(ARGUMENT) ?? []).map(unquoted), ...flags];
  const preloads = all.flatMap((argument, index) => {
    const [, flag, name = all[index + 1]] = PRELOAD.exec(argument) ?? [];
    return flag === undefined ? [] : [{ flag: flag === "-r" ? "--require" : flag, name: name ?? "" }];
  });
  return preloads.length > 0 && preloads.every(({ flag, name }) => flag === by && names.has(name));
}

/** A file of Node's settings may name something, too. */
const PRELOAD = /^(--import|--require|-r|.*-config-file)(?:=(.*))?$/s;

function flagLocations({ url, path }: RegisterLocation): FlagLocations {
  return new Map([
    ["--import", url],
    ["--preload", url],
    ["--require", path],
    ["-r", path],
  ]);
}

function resolvedArgument(argument: string, before: string | undefined, locations: FlagLocations): string | undefined {
  if (argument === REGISTER_NAME) return before === undefined ? undefined : locations.get(before);
  const flag = argument.endsWith(`=${REGISTER_NAME}`) ? argument.slice(0, -REGISTER_NAME.length - 1) : "";
  const location = locations.get(flag);
  return location === undefined ? undefined : `${flag}=${location}`;
}

/** Node splits `NODE_OPTIONS` at spaces, except within double quotes, and only there a backslash escapes. */
const ARGUMENT = /(?:"(?:\\.|[^"\\])*"?|[^ "])+/gs;

function unquoted(text: string): string {
  return text.replaceAll(/"((?:\\.|[^"\\])*)"/gs, (_, inside: string) => inside.replaceAll(/\\(.)/gs, "$1"));
}

function quoted(argument: string): string {
  return /[ "]/.test(argument) ? `"${argument.replaceAll(/["\\]/g, "\\$&")}"` : argument;
}
