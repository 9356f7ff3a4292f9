/** `npm run full-matrix` takes every cell of the slow matrices; a usual run takes those that carry the risk. */
export const FULL_MATRIX = process.env["FULL_MATRIX"] === "true";
