import { asJsonObject, isJsonObject } from "../../src/records/json/json-object.js";
import type { AnswerOther } from "../support/opik-server/recording-opik-server.js";

const BLUEPRINTS = "/v1/private/agent-configs/blueprints";

type Blueprint = Readonly<Record<string, unknown>>;

/** The part of Opik's API that keeps the versions of an agent's configuration. */
export class ConfigApi {
  /** What of it is reachable. */
  state: "up" | "down" | "silent" = "up";
  /** In `prod`. */
  #published: Blueprint | undefined;
  readonly #byName = new Map<string, Blueprint>();
  readonly #byMask = new Map<string, Blueprint>();

  /** Publishes a version in `prod`. */
  publish(name: string, values: Readonly<Record<string, string>>): void {
    this.#published = this.save(name, values);
  }

  /** Keeps a version that no environment has. */
  save(name: string, values: Readonly<Record<string, string>>): Blueprint {
    const version = blueprint(name, values);
    this.#byName.set(name, version);
    return version;
  }

  /** What is tried out on Opik's page, and is no version yet. */
  mask(id: string, values: Readonly<Record<string, string>>): void {
    this.#byMask.set(id, blueprint("masked", values));
  }

  readonly answer: AnswerOther = ({ method, path, body }) => {
    if (this.state === "down") return { status: 400, body: { errors: ["down"] } };
    if (path === "/v1/private/projects/retrieve") return { status: 200, body: { id: "project-1", name: "tests" } };
    if (!path.startsWith(BLUEPRINTS)) return undefined;
    if (this.state === "silent") return "never";
    if (method === "POST") {
      const created = asJsonObject(body).blueprint;
      this.#published = isJsonObject(created) ? { ...created, name: "v1" } : undefined;
      return { status: 201 };
    }
    const found = this.#find(path);
    return found === undefined ? { status: 404, body: { errors: [] } } : { status: 200, body: found };
  };

  #find(path: string): Blueprint | undefined {
    const { pathname, searchParams } = new URL(path, "http://opik");
    const mask = this.#byMask.get(searchParams.get("mask_id") ?? "");
    const [, name] = /\/names\/([^/]+)$/.exec(pathname) ?? [];
    return mask ?? (name === undefined ? this.#published : this.#byName.get(name));
  }
}

function blueprint(name: string, values: Readonly<Record<string, string>>): Blueprint {
  const listed = Object.entries(values).map(([key, value]) => ({ key, value, type: "string" }));
  return { id: `id of ${name}`, name, type: "blueprint", values: listed };
}
