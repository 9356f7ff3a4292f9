const ANCHORED = /^(~|\/|\\|[a-z]:[\\/])/i;

/**
 * Whether a path names the same file whatever folder a program is started in. A relative path may lead to a file in a
 * folder that somebody else wrote.
 */
export function isAnchored(path: string): boolean {
  return ANCHORED.test(path);
}
