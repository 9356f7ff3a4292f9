import { delimiter } from "node:path";

/** All that tests take from the environment they run in. CONTRIBUTING.md says what each is for. */
const { TEST_DATABASE_URL, TEST_REDIS_URL, PACKED_TARBALL, FULL_MATRIX, RANDOM_PROGRAMS, UPDATE_PICTURES, CI, PATH } =
  process.env;

/** A PostgreSQL server, such as postgres://root@127.0.0.1:5432/test. `.ci/run` sets it. */
export const SERVER_ADDRESS = TEST_DATABASE_URL;

/** A Redis server, such as redis://127.0.0.1:6379. `.ci/run` sets it. */
export const REDIS_ADDRESS = TEST_REDIS_URL;

/** The package as `npm pack` made it. Without it the tests build and pack one. `.ci/run` sets it. */
export const PACKED_PACKAGE = PACKED_TARBALL;

/** Every version and way of building of Next.js and webpack, and not only those that carry the risk. */
export const IS_FULL_MATRIX = FULL_MATRIX === "true";

/** How many random programs are held against what an independent witness saw of them: more are run by hand. */
export const RANDOM_PROGRAM_COUNT = Number(RANDOM_PROGRAMS ?? 80);

/** Keeps the pictures of the page as they are now, and compares nothing: `npm run pictures` sets it. */
export const UPDATES_PICTURES = UPDATE_PICTURES === "true";

/** Where all changes are checked: there nothing is skipped for what is not installed. CI systems set it. */
export const IS_CI = CI !== undefined && CI !== "" && CI !== "false";

/** The folders in which commands are looked for. */
export const COMMAND_FOLDERS = (PATH ?? "").split(delimiter).filter((folder) => folder !== "");

/** For programs that are to find Node.js and npm, and nothing else of this machine. */
export const BARE_ENVIRONMENT = { PATH };
