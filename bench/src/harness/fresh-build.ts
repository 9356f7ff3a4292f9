import { cpSync, existsSync, rmSync } from "node:fs";

const BUILT = new URL("../../../dist/", import.meta.url);
const INSTALLED = new URL("../../node_modules/langchain-opik/dist/", import.meta.url);

/** npm installed a copy of the package, which knows nothing of later builds. @throws Error when there is no build. */
export function takeFreshBuild(): void {
  if (!existsSync(new URL("index.js", BUILT)))
    throw new Error("Build the package first: npm run build in the folder above.");
  rmSync(INSTALLED, { recursive: true, force: true });
  cpSync(BUILT, INSTALLED, { recursive: true });
}
