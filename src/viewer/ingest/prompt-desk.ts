import type { JsonObject } from "../../records/json/json-object.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { KeptOpikObject } from "../../store/opik/opik-objects.js";
import { Refusal } from "../http/refusal.js";
import { LockedIds } from "./locked-ids.js";
import { freshId } from "./opik-ids.js";

type TemplateStructure = "text" | "chat";

/** One text of a prompt, as it was written. */
export interface WrittenVersion {
  readonly template: string;
  readonly fields: JsonObject;
}

/** What a prompt's name stands for, beside its versions. */
export interface WrittenPrompt {
  readonly name: string;
  readonly structure: TemplateStructure;
  /** Description, tags and the like. */
  readonly fields: JsonObject;
}

/** Of one prompt. */
const MAX_VERSIONS = 2_000;
const COMMIT_LENGTH = 8;

/** Keeps prompts, each with all of its versions. The newest version is the one in use. */
export class PromptDesk {
  readonly #store: CollectorStore;
  readonly #names = new LockedIds();

  constructor(store: CollectorStore) {
    this.#store = store;
  }

  /** A new version; of a name that nobody knows, the first. @throws Refusal 409 for the name of a prompt of another structure */
  addVersion(prompt: WrittenPrompt, version: WrittenVersion): Promise<KeptOpikObject> {
    return this.#names.run([prompt.name.toLowerCase()], async () => {
      const known = await this.named(prompt.name);
      const structure = known?.body["template_structure"] ?? prompt.structure;
      if (structure !== prompt.structure) throw new Refusal(409, `the prompt is no ${prompt.structure} prompt`);
      return this.#write(known?.id ?? (await this.#writePrompt(prompt)), structure, version);
    });
  }

  /** @throws Refusal 409 where the name is taken */
  create(prompt: WrittenPrompt, first: WrittenVersion | undefined): Promise<string> {
    return this.#names.run([prompt.name.toLowerCase()], async () => {
      if ((await this.named(prompt.name)) !== undefined) throw new Refusal(409, "Prompt name already exists");
      const id = await this.#writePrompt(prompt);
      if (first !== undefined) await this.#write(id, prompt.structure, first);
      return id;
    });
  }

  /** Replaces what the update names. @throws Refusal 404, 409 */
  async update(id: string, { name, ...fields }: JsonObject & { readonly name?: string }): Promise<void> {
    const prompt = await this.prompt(id);
    const other = name === undefined ? undefined : await this.named(name);
    if (other !== undefined && other.id !== id) throw new Refusal(409, "Prompt name already exists");
    const body = { ...prompt.body, ...fields, ...(name !== undefined && { name }) };
    await this.#store.writeOpikObjects([{ kind: "prompt", id, name: name ?? prompt.name ?? "", body }]);
  }

  /** Puts an earlier version's text in use again, as a new version. @throws Refusal 404 */
  async restore(promptId: string, versionId: string): Promise<KeptOpikObject> {
    const prompt = await this.prompt(promptId);
    const version = await this.version(versionId);
    if (version.parentId !== prompt.id) throw new Refusal(404, "Prompt version not found");
    const { template, template_structure: structure, ...fields } = version.body;
    return this.#write(prompt.id, structure, { template: String(template), fields });
  }

  /** Changes the tags of versions, and nothing of those that nobody knows. */
  async tagVersions(ids: readonly string[], changed: (tags: unknown) => readonly string[]): Promise<void> {
    const versions = await this.#store.findOpikObjects({ kind: "prompt_version", ids, limit: ids.length });
    await this.#store.writeOpikObjects(
      versions.map(({ createdAt: _created, ...version }) => ({
        ...version,
        body: { ...version.body, tags: changed(version.body["tags"]) },
      })),
    );
  }

  async named(name: string): Promise<KeptOpikObject | undefined> {
    const [found] = await this.#store.findOpikObjects({ kind: "prompt", name, limit: 1 });
    return found;
  }

  /** @throws Refusal 404 */
  async prompt(id: string): Promise<KeptOpikObject> {
    const [found] = await this.#store.findOpikObjects({ kind: "prompt", ids: [id], limit: 1 });
    if (found === undefined) throw new Refusal(404, "Prompt not found");
    return found;
  }

  /** @throws Refusal 404 */
  async version(id: string): Promise<KeptOpikObject> {
    const [found] = await this.#store.findOpikObjects({ kind: "prompt_version", ids: [id], limit: 1 });
    if (found === undefined) throw new Refusal(404, "Prompt version not found");
    return found;
  }

  /** The newest first. */
  versions(promptId: string): Promise<readonly KeptOpikObject[]> {
    return this.#store.findOpikObjects({ kind: "prompt_version", parentId: promptId, limit: MAX_VERSIONS });
  }

  async #writePrompt({ name, structure, fields }: WrittenPrompt): Promise<string> {
    const id = freshId();
    const body = { ...fields, name, template_structure: structure };
    await this.#store.writeOpikObjects([{ kind: "prompt", id, name, body }]);
    return id;
  }

  async #write(promptId: string, structure: unknown, { template, fields }: WrittenVersion): Promise<KeptOpikObject> {
    const id = freshId();
    const body = {
      ...fields,
      ...{ template, template_structure: structure, variables: variablesIn(template) },
      commit: id.slice(-COMMIT_LENGTH),
    };
    await this.#store.writeOpikObjects([{ kind: "prompt_version", id, parentId: promptId, body }]);
    return this.version(id);
  }
}

/** The names in double braces, as Mustache has them. */
function variablesIn(template: string): readonly string[] {
  return [...new Set([...template.matchAll(/\{\{[{&]? ?([\w.-]{1,200}) ?\}/g)].map(([, name = ""]) => name))];
}
