import { describe } from "vitest";
import { IS_CI } from "../../../support/environment.js";
import { CHROMIUM } from "./launch-chromium.js";

/** Tests that need a browser. On CI they fail where there is none. */
export const describeInBrowser = describe.skipIf(CHROMIUM === undefined && !IS_CI);
