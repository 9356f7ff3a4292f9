import { type CheckResult, failed, ok, warning } from "./check.js";
import type { InstalledPackage } from "./installed-packages.js";

const CORE = "@langchain/core";
const SUPPORTED = "0.3.40 or newer, below 2";

/** Whether the project has a LangChain that can be traced. */
export function checkPackages(packages: readonly InstalledPackage[]): CheckResult {
  const cores = packages.filter(({ name }) => name === CORE);
  if (cores.length === 0) {
    return warning(`${CORE} is not installed here`, "Run this in the folder of the program, after `npm install`.");
  }
  const versions = [...new Set(cores.map(({ version }) => version))];
  const unsupported = versions.filter((version) => !isSupported(version));
  if (unsupported.length === versions.length) {
    return failed(`${CORE} ${unsupported.join(" and ")} is not supported`, `Install ${CORE} ${SUPPORTED}.`);
  }
  if (cores.length > 1) {
    const folders = cores.map(({ version, folder }) => `${version} in ${folder}`).join(", ");
    return warning(
      `${cores.length} copies of ${CORE}: ${folders}`,
      "Run `npm dedupe`, or make your packages depend on one version: context does not pass between copies.",
    );
  }
  return ok(`${CORE} ${versions.join("")}`);
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  if (major !== 0) return major === 1;
  return minor > 3 || (minor === 3 && patch >= 40);
}
