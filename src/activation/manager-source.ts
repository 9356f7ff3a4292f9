/** globalThis key of the callback that newly loaded CallbackManager classes are passed to. */
export const ADOPT_NAME = "__langchainOpikAdopt";

/** The path or URL of the file that holds the class; the package may be installed under any name. */
export const MANAGER_FILE = /[\\/]dist[\\/]callbacks[\\/]manager\.c?js(?:\?.*)?$/;

/** Occurs in the source of every copy of the class, also in bundles: bundlers don't rename static methods. */
export const MANAGER_MARK = "static _configureSync(";

/**
 * The method where it begins a member of a class, also within the text of a string. After a modifier of TypeScript, or
 * in a sentence, nothing can be put before it.
 */
export const MANAGER_METHOD = /static _configureSync\((?<=(?:^|[\n\r{};]|\*\/|\\[nrt])[\t ]*static _configureSync\()/g;

/**
 * A static block runs when its class is made, and then all methods exist. It adds no line, so that stack traces stay
 * right. Bundlers in development mode keep each module as the text of an `eval("…")`, so it holds nothing that would
 * have a meaning in any kind of string or comment: no quote, backtick, backslash, dollar sign or line break.
 */
export const ANNOUNCEMENT = `static{globalThis.${ADOPT_NAME}?.(this)}`;

/** The source of a module, with the announcement in every `CallbackManager` class that it holds. */
export function announceManagers(source: string): string {
  return source.includes(MANAGER_MARK) ? source.replaceAll(MANAGER_METHOD, ANNOUNCEMENT + MANAGER_MARK) : source;
}
