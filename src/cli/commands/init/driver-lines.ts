import { copiedLine, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { packageManagerOf } from "../../project/package-manager.js";
import { dependsOn } from "../../project/project-files.js";
import { isStoreServer } from "../../project/store-place.js";

/** How the driver of a store is installed; nothing if the project has it. */
export function driverLines(folder: string, store: string | undefined): readonly StyledLine[] {
  if (store === undefined) return [];
  const driver = isStoreServer(store) ? "pg" : "@electric-sql/pglite";
  if (dependsOn(folder, driver)) return [];
  return [
    [piece("The store needs a package that the project does not have yet:")],
    copiedLine(`  ${packageManagerOf(folder).add} ${driver}`),
  ];
}
