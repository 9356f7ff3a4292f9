const ANCHORED = /^(~|\/|\\|[a-z]:[\\/])/i;

/**
 * Whether a path names the same file in whichever folder a program is started. One that is relative may lead to a
 * file of a folder that somebody else wrote.
 */
export function isAnchored(path: string): boolean {
  return ANCHORED.test(path);
}
