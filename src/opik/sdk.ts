import * as sdk from "opik";

// The oldest of the names that the bridge needs; a missing name would else be a SyntaxError of ES modules.
if (!("getGlobalClient" in sdk)) {
  throw new Error(
    "langchain-opik/opik needs version 2.0.40 or newer of the package opik, and found an older one. Run npm install opik@2; the rest of langchain-opik works beside any version.",
  );
}

/** What the bridge uses of Opik's SDK. */
export const { getGlobalClient, getTrackContext, ModelGenerationError, Opik, OpikBaseModel, track } = sdk;
