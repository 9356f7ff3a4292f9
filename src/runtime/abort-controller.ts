/**
 * The runtime's own, taken when this package is loaded: Node.js defines it at its first use, which fails once a program
 * has frozen the global object, as hardened JavaScript does.
 */
export const AbortController = takeAbortController();

function takeAbortController(): typeof globalThis.AbortController {
  try {
    return globalThis.AbortController;
  } catch (error) {
    const { transferableAbortController } = process.getBuiltinModule("node:util");
    const own: unknown = transferableAbortController().constructor;
    if (isAbortController(own)) return own;
    throw error;
  }
}

function isAbortController(value: unknown): value is typeof globalThis.AbortController {
  return typeof value === "function" && value.name === "AbortController";
}
