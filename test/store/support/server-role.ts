import { onTestFinished } from "vitest";
import type { Db } from "../../../src/store/db/db.js";
import { openPgDb } from "../../../src/store/db/pg-db.js";
import { SERVER_ADDRESS } from "../../support/environment.js";

/** A user of the test's server that no other test has, who may do nothing there but connect. */
export interface ServerRole {
  /** Where this user opens a store. */
  readonly location: string;
  /** Where the tables of a prefix are this user's own. */
  readonly prefix: string;
  /** What the server's owner says; `%role%` is this user. */
  readonly administer: (sql: string) => Promise<void>;
  /** Ends every connection of this user, as a server that is started again does. */
  readonly disconnect: () => Promise<void>;
}

let made = 0;

/** Makes a user who is gone with its tables when the test ends. */
export async function createServerRole(): Promise<ServerRole> {
  const name = `role${process.pid}_${Date.now().toString(36)}_${made++}`;
  const owner = await openPgDb(SERVER_ADDRESS ?? "", { maxConnections: 1 });
  const disconnect = async () => {
    await owner.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [name]);
  };
  await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD 'of-a-test'`);
  onTestFinished(async () => {
    await disconnect();
    await dropRole(owner, name);
    await owner.close();
  });
  const address = new URL(SERVER_ADDRESS ?? "");
  address.username = name;
  address.password = "of-a-test";
  return {
    location: address.href,
    prefix: `${name}_`,
    administer: async (sql) => {
      await owner.query(sql.replaceAll("%role%", name));
    },
    disconnect,
  };
}

async function dropRole(owner: Db, name: string): Promise<void> {
  await owner.query(`DROP OWNED BY ${name} CASCADE`);
  await owner.query(`DROP ROLE ${name}`);
}
