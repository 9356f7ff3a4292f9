import { isShape, shapeOf } from "../../src/handlers/convert/shape.js";
import type { AnswerOther } from "../support/recording-opik-server.js";

const BLUEPRINTS = "/v1/private/agent-configs/blueprints";

/** The part of Opik's API that keeps the versions of an agent's configuration, with one version in `prod` at most. */
export class ConfigApi {
  /** What of it is reachable. */
  state: "up" | "down" = "up";
  #blueprint: Readonly<Record<string, unknown>> | undefined;

  /** Publishes a version in `prod`. */
  publish(name: string, values: Readonly<Record<string, string>>): void {
    const listed = Object.entries(values).map(([key, value]) => ({ key, value, type: "string" }));
    this.#blueprint = { id: `id of ${name}`, name, type: "blueprint", values: listed };
  }

  readonly answer: AnswerOther = ({ method, path, body }) => {
    if (this.state === "down") return { status: 400, body: { errors: ["down"] } };
    if (path === "/v1/private/projects/retrieve") return { status: 200, body: { id: "project-1", name: "tests" } };
    if (!path.startsWith(BLUEPRINTS)) return undefined;
    if (method === "POST") {
      const created = shapeOf(body).blueprint;
      this.#blueprint = isShape(created) ? { ...created, name: "v1" } : undefined;
      return { status: 201 };
    }
    return this.#blueprint === undefined
      ? { status: 404, body: { errors: [] } }
      : { status: 200, body: this.#blueprint };
  };
}
