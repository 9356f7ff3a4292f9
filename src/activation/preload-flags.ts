/** The name of register in a flag. Node looks for it from the folder in which a process starts. */
const NAME = "langchain-opik/register";

/** What replaces the name behind each flag. */
type Places = ReadonlyMap<string, string>;

/** Where register is on disk. */
export interface RegisterPlace {
  /** The URL of the ES module. */
  readonly url: string;
  /** The path of the CommonJS file. */
  readonly path: string;
}

/** The text of `NODE_OPTIONS` with the place of register instead of its name; everything else stays as it is. */
export function placeInNodeOptions(nodeOptions: string, { url, path }: RegisterPlace): string {
  // The name stays in sight, for who wonders where the URL comes from: `doctor` tells of it.
  const places = flagPlaces({ url: `${url}#${NAME}`, path });
  let before = "";
  return nodeOptions.replaceAll(ARGUMENT, (text) => {
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
  return nodeOptions.includes(`#${NAME}`) || placeInNodeOptions(nodeOptions, somewhere) !== nodeOptions;
}

function flagPlaces({ url, path }: RegisterPlace): Places {
  return new Map([
    ["--import", url],
    ["--require", path],
    ["-r", path],
  ]);
}

function placedArgument(argument: string, before: string | undefined, places: Places): string | undefined {
  if (argument === NAME) return before === undefined ? undefined : places.get(before);
  const flag = argument.endsWith(`=${NAME}`) ? argument.slice(0, -NAME.length - 1) : "";
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
