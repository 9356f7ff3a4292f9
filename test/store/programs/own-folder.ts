import { claimFolder, heldClaim } from "../../../src/store/db/folder/claims.js";

// Takes a folder, says whether it or who has it, and keeps it until its input ends or it is killed.
const [, , folder = ""] = process.argv;
const isOwner = claimFolder(folder, undefined) !== undefined;
process.stdout.write(isOwner ? "owner\n" : `after ${heldClaim(folder)?.claim.pid}\n`);
process.stdin.resume();
