/** globalThis key of the callback that receives the exports of newly loaded copies of Opik's SDK. */
export const JOIN_NAME = "__langchainOpikJoin";

/**
 * The path or URL of the file that holds the SDK's exports, in either format. Other packages whose names begin like
 * this export nothing that looks like an SDK.
 */
export const SDK_FILE = /[\\/]opik[^\\/]*[\\/]dist[\\/]index\.c?js(?:\?.*)?$/;

const CALL = `globalThis.${JOIN_NAME}?.`;

/** Follows the source as CommonJS. */
export const COMMON_JS_JOIN = `\n;${CALL}(module.exports);`;

/** Follows the source as an ES module, which may import itself: then all its exports exist. */
export const MODULE_JOIN = `\n;import * as langchainOpikSdk from "./index.js";${CALL}(langchainOpikSdk);`;
