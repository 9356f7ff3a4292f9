import type { CollectorStore } from "../../store/collector-store.js";
import { json } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Route, route } from "../http/routes.js";
import { Fields, objectOf, refuseWrong } from "./fields.js";
import { projectId } from "./opik-ids.js";
import { pageIn } from "./search-request.js";
import { wirePageOf } from "./wire-shapes.js";

const PATH = "/v1/private/projects";
const MAX_PROJECTS = 1_000;

/** Projects: those that traces name, and those that were made without one. */
export function projectRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("POST", `${PATH}/retrieve`, async (call) => {
      const name = nameIn(await call.json());
      const known = (await projectNames(store)).find((one) => one.toLowerCase() === name.toLowerCase());
      if (known === undefined) throw new Refusal(404, "Project not found");
      return json(wireProject(known));
    }),
    route("GET", PATH, async ({ query }) => {
      const part = (query.get("name") ?? "").toLowerCase();
      const names = (await projectNames(store)).filter((name) => name.toLowerCase().includes(part));
      return json(wirePageOf(pageIn(query), names, wireProject));
    }),
    route("POST", PATH, async (call) => {
      const name = nameIn(await call.json());
      const id = projectId(name);
      if ((await projectNames(store)).some((one) => projectId(one) === id)) {
        throw new Refusal(409, "Project already exists");
      }
      await store.writeOpikObjects([{ kind: "project", id, name, body: { name } }]);
      return { kind: "empty", status: 201, headers: { location: `${PATH}/${id}` } };
    }),
    route("GET", `${PATH}/:id`, async ({ part }) => {
      const name = await projectNameOf(store, part("id"));
      if (name === undefined) throw new Refusal(404, "Project not found");
      return json(wireProject(name));
    }),
  ];
}

async function projectNames(store: CollectorStore): Promise<readonly string[]> {
  const made = await store.findOpikObjects({ kind: "project", limit: MAX_PROJECTS });
  return [...new Set([...(await store.listProjects()), ...made.flatMap(({ name }) => name ?? [])])];
}

/** The store identifies projects by their names, from which their ids are computed. */
async function projectNameOf(store: CollectorStore, id: string): Promise<string | undefined> {
  return (await projectNames(store)).find((name) => projectId(name) === id.toLowerCase());
}

function wireProject(name: string) {
  return { id: projectId(name), name, visibility: "private" };
}

/** @throws Refusal 400, 422 */
function nameIn(body: unknown): string {
  const wrong: string[] = [];
  const name = new Fields(objectOf(body), "", wrong).neededText("name");
  refuseWrong(wrong);
  return name;
}
