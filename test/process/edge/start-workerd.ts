import { join } from "node:path";
import { onTestFinished } from "vitest";
import { hostPackage } from "../hosts.js";
import type { RegisterProject } from "../register/register-project.js";
import { ServerProgram } from "../register/server-program.js";
import { bundleForEdge } from "./bundle-for-edge.js";

interface Worker {
  /** The file of the project that answers requests. */
  readonly program: string;
  /** What it is given as its `env`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly compatibilityFlags: readonly string[];
}

/** Runs a program of the project in Cloudflare's runtime until the test ends. Resolves with its address. */
export async function startWorkerd(project: RegisterProject, worker: Worker): Promise<string> {
  const { folder } = project;
  const external = worker.compatibilityFlags.length > 0 ? ["node:*"] : [];
  await bundleForEdge({ folder, program: worker.program, into: "worker.out.js", condition: "workerd", external });
  project.write("workerd.capnp", workerdConfig(worker));
  const server = new ServerProgram({
    runtime: join(hostPackage("workerd"), "bin", "workerd"),
    program: ["serve", "workerd.capnp", "--control-fd=1"],
    folder,
    environment: {},
  });
  onTestFinished(() => server.stop());
  const url = new URL(await server.listening(/"port":(\d+)/));
  // It listens on one of the addresses of `localhost`.
  url.hostname = "127.0.0.1";
  return url.origin;
}

function workerdConfig({ variables, compatibilityFlags }: Worker): string {
  const bindings = Object.entries(variables).map(([name, text]) => `( name = "${name}", text = "${text}" )`);
  return `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        ( name = "main", worker = (
          modules = [ ( name = "worker", esModule = embed "worker.out.js" ) ],
          bindings = [ ${bindings.join(", ")} ],
          compatibilityDate = "2025-09-01",
          compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
        ) ),
        # The servers of the test are on this machine.
        ( name = "internet", network = ( allow = ["public", "private"] ) ),
      ],
      sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ],
    );`;
}
