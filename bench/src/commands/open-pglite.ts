import { PGlite } from "@electric-sql/pglite";

const [, , folder] = process.argv;
const db = await PGlite.create(folder);
await db.close();
