/** Where a `CallbackManager` class, as it is loaded, looks for who wants to know of it. */
export const ADOPT_KEY = "langchain-opik.adopt-manager-class";

/** The path or URL of the file that holds the class; the package may be installed under any name. */
export const MANAGER_FILE = /[\\/]dist[\\/]callbacks[\\/]manager\.c?js(?:\?.*)?$/;

/** Stands in the source of every copy of the class, also in bundles: bundlers don't rename static methods. */
export const MANAGER_MARK = "static _configureSync(";

/** A static block runs when its class is made, and then all methods are there. It adds no line: stacks stay right. */
export const ANNOUNCEMENT = `static{globalThis[Symbol.for("${ADOPT_KEY}")]?.(this)}`;

/** The source of a module, with the announcement in every `CallbackManager` class that it holds. */
export function announceManagers(source: string): string {
  return source.replaceAll(MANAGER_MARK, ANNOUNCEMENT + MANAGER_MARK);
}
