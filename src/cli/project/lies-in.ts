import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, relative, resolve } from "node:path";

/** The real path of a file, its links followed; undefined if there is none, or it is not in the folder. */
export function liesIn(folder: string, path: string): string | undefined {
  try {
    const file = realpathSync(
      resolve(
        folder,
        path.replace(/^~(?=$|[/\\])/, () => homedir()),
      ),
    );
    const way = relative(realpathSync(folder), file);
    return /^\.\.(?:[\\/]|$)/.test(way) || isAbsolute(way) ? undefined : file;
  } catch {
    return undefined;
  }
}
