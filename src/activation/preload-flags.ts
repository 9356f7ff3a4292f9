/** The name of register in a flag. Node, as Bun, looks for it from the folder in which a process starts. */
export const REGISTER_NAME = "langchain-opik/register";

/** What replaces the name behind each flag. */
type Places = ReadonlyMap<string, string>;

/** Where register is on disk. */
export interface RegisterPlace {
  /** The URL of the ES module. */
  readonly url: string;
  /** The path of the CommonJS file. */
  readonly path: string;
}

/** Behind a URL it tells that the name stood there: `doctor` reads it. Only Node takes it. */
export const INSTEAD_OF_NAME = `#${REGISTER_NAME}`;

/** The text of `NODE_OPTIONS` or `BUN_OPTIONS` with the place of register instead of its name; the rest stays as it is. */
export function placeInOptions(options: string, place: RegisterPlace): string {
  const places = flagPlaces(place);
  let before = "";
  return options.replaceAll(ARGUMENT, (text) => {
    const argument = unquoted(text);
    const placed = placedArgument(argument, before, places);
    before = argument;
    return placed === undefined ? text : quoted(placed);
  });
}

/** The same in the flags of a process that stand before its program. */
export function placeInFlags(flags: readonly string[], place: RegisterPlace): readonly string[] {
  const places = flagPlaces(place);
  return flags.map((flag, index) => placedArgument(flag, flags[index - 1], places) ?? flag);
}

/** Whether the text of `NODE_OPTIONS` has, or had when its process started, the name of register. */
export function namesRegister(nodeOptions: string): boolean {
  const somewhere = { url: "placed", path: "placed" };
  return nodeOptions.includes(INSTEAD_OF_NAME) || placeInOptions(nodeOptions, somewhere) !== nodeOptions;
}

function flagPlaces({ url, path }: RegisterPlace): Places {
  return new Map([
    ["--import", url],
    ["--preload", url],
    ["--require", path],
    ["-r", path],
  ]);
}

function placedArgument(argument: string, before: string | undefined, places: Places): string | undefined {
  if (argument === REGISTER_NAME) return before === undefined ? undefined : places.get(before);
  const flag = argument.endsWith(`=${REGISTER_NAME}`) ? argument.slice(0, -REGISTER_NAME.length - 1) : "";
  const place = places.get(flag);
  return place === undefined ? undefined : `${flag}=${place}`;
}

/** Node divides `NODE_OPTIONS` at blanks, save in double quotes, and only there a backslash escapes. */
const ARGUMENT = /(?:"(?:\\.|[^"\\])*"?|[^ "])+/gs;

function unquoted(text: string): string {
  return text.replaceAll(/"((?:\\.|[^"\\])*)"/gs, (_, inside: string) => inside.replaceAll(/\\(.)/gs, "$1"));
}

function quoted(argument: string): string {
  return /[ "]/.test(argument) ? `"${argument.replaceAll(/["\\]/g, "\\$&")}"` : argument;
}
