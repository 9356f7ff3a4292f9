import { CallbackManager } from "@langchain/core/callbacks/manager";
import { activate } from "./activation/activate.js";
import { followLoading } from "./activation/follow-loading.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

// Bundlers use this file: a bundle may have a format without top-level await, and the LangChain in it can't be found.
if (tracingIsOn()) activate(followLoading({ isFirst: false }), CallbackManager).catch(activationFailed);
