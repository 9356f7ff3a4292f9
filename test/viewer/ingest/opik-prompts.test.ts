import { randomUUID } from "node:crypto";
import { disableLogger, ExactMatch, evaluate, evaluatePrompt, Opik, OpikBaseModel } from "opik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASES, openTestViewer, type TestViewer } from "../support/test-viewer.js";

beforeAll(() => {
  disableLogger();
});

/** A model that answers with the last word that it is given. */
class EchoModel extends OpikBaseModel {
  generateString(): Promise<string> {
    return Promise.resolve("owl");
  }
  generateProviderResponse(messages: readonly { readonly content: unknown }[]): Promise<unknown> {
    return Promise.resolve({ text: String(messages.at(-1)?.content).split(" ").at(-1) });
  }
}

describe.each(DATABASES)("Opik's own client, with its prompts kept in $name,", ({ open }) => {
  let viewer: TestViewer;
  let client: Opik;
  beforeAll(async () => {
    viewer = await openTestViewer({}, open);
    client = new Opik({ apiUrl: viewer.apiUrl, projectName: "owls" });
  });
  afterAll(() => viewer.close());

  /** Past its cache, which belongs to the process and knows prompts by their projects. */
  const found = (name: string, commit?: string) =>
    new Opik({ apiUrl: viewer.apiUrl, projectName: `owls ${randomUUID()}` }).getPrompt({
      name,
      ...(commit !== undefined && { commit }),
    });

  it("makes a version for each new text of a prompt, finds the newest, and any by its commit", async () => {
    const first = await client.createPrompt({ name: "greet", prompt: "Hi {{who}}", tags: ["short"] });
    const same = await client.createPrompt({ name: "greet", prompt: "Hi {{who}}" });
    const second = await client.createPrompt({ name: "greet", prompt: "Hello {{who}}", metadata: { tone: "formal" } });

    expect(first).toMatchObject({ synced: true, name: "greet", tags: ["short"] });
    expect(same.commit).toBe(first.commit);
    expect(second.id).toBe(first.id);
    expect(second.commit).not.toBe(first.commit);
    const newest = await found("greet");
    expect(newest).toMatchObject({ prompt: "Hello {{who}}", commit: second.commit, metadata: { tone: "formal" } });
    expect(newest?.format({ who: "owl" })).toBe("Hello owl");
    expect((await found("greet", first.commit))?.prompt).toBe("Hi {{who}}");
    expect(await found("greet", "00000000")).toBeNull();
    expect(await found("nobody's")).toBeNull();
    expect((await second.getVersions()).map(({ prompt }) => prompt)).toEqual(["Hello {{who}}", "Hi {{who}}"]);
  });

  it("puts an earlier version in use again, renames a prompt, finds it by filters and deletes it", async () => {
    const old = await client.createPrompt({ name: "bye", prompt: "Bye" });
    const prompt = await client.createPrompt({ name: "bye", prompt: "Farewell" });
    const [, first] = await prompt.getVersions();
    if (first === undefined) throw new Error("The first version is gone.");
    const restored = await prompt.useVersion(first);
    await prompt.updateProperties({ name: "leave", description: "the end", tags: ["polite"] });
    await client.updatePromptVersionTags([old.versionId ?? ""], { tags: ["first"], mergeTags: true });

    expect(restored.prompt).toBe("Bye");
    expect((await found("leave"))?.commit).toBe(restored.commit);
    expect((await prompt.getVersions()).at(-1)?.tags).toEqual(["first"]);
    expect((await client.searchPrompts('tags contains "polite"')).map(({ name }) => name)).toEqual(["leave"]);
    expect(await client.searchPrompts('name starts_with "bye"')).toEqual([]);
    await prompt.delete();
    expect(await found("leave", "gone")).toBeNull();
  });

  it("keeps chat prompts apart from texts", async () => {
    const messages = [{ role: "user" as const, content: "Hi {{who}}" }];
    await client.createChatPrompt({ name: "chat", messages });

    const prompt = await client.getChatPrompt({ name: "chat" });
    expect(prompt?.format({ who: "owl" })).toEqual([{ role: "user", content: "Hi owl" }]);
    await expect(found("chat")).rejects.toThrow("chat");
  });

  it("makes one prompt where two programs make it at once", async () => {
    const made = await Promise.all(["a", "b", "c"].map((prompt) => client.createPrompt({ name: "at once", prompt })));

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await made[0]?.getVersions()).toHaveLength(3);
  });

  it("evaluates a prompt and a task, and gives their experiments back with inputs, outputs and scores", async () => {
    const dataset = await client.getOrCreateDataset<{ bird: string }>("birds");
    await dataset.insert([{ bird: "owl" }, { bird: "bat" }]);
    const prompt = await client.createPrompt({ name: "ask", prompt: "Say {{bird}}" });
    const scoringMetrics = [new ExactMatch()];
    const scoringKeyMapping = { expected: "bird" };
    await evaluatePrompt({
      ...{ client, dataset, scoringMetrics, scoringKeyMapping, experimentName: "by prompt" },
      ...{ model: new EchoModel("echo"), messages: [{ role: "user", content: "Say {{bird}}" }] },
    });
    await evaluate({
      ...{ client, dataset, scoringMetrics, scoringKeyMapping, experimentName: "by task", prompts: [prompt] },
      task: () => Promise.resolve({ output: "owl" }),
    });

    const byPrompt = await client.getExperiment("by prompt");
    const items = await byPrompt.getItems();
    expect(items.map(({ feedbackScores }) => feedbackScores.map(({ value }) => value))).toEqual([[1], [1]]);
    const byTask = await client.getExperiment("by task");
    const outputs = (await byTask.getItems()).map(({ evaluationTaskOutput }) => evaluationTaskOutput);
    expect(outputs).toEqual([{ output: "owl" }, { output: "owl" }]);
    expect((await byTask.getItems({ maxResults: 1 })).length).toBe(1);
    expect((await client.getDatasetExperiments("birds")).map(({ name }) => name)).toEqual(["by task", "by prompt"]);
    await client.createDataset("empty");
    await client.flush();
    expect(await client.getDatasetExperiments("empty")).toEqual([]);
    await client.updateExperiment(byTask.id, { name: "renamed" });
    expect((await client.getExperimentById(byTask.id)).name).toBe("renamed");
  });

  it("deletes items and data sets", async () => {
    const dataset = await client.getOrCreateDataset<{ n: number }>("numbers");
    await dataset.insert([{ n: 1 }, { n: 2 }]);
    await dataset.clear();
    expect(await dataset.getItems()).toEqual([]);
    await client.deleteDataset("numbers");
    await client.flush();
    await expect(client.getDataset("numbers")).rejects.toThrow("not found");
  });
});

describe("what this server does not have of Opik's", () => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer();
  });
  afterAll(() => viewer.close());

  it.each([
    ["POST", "/annotation-queues", "annotation queues"],
    ["GET", "/environments", "descriptions of environments"],
    ["GET", "/agent-configs/blueprints/latest/projects/x", "agent configurations"],
    ["POST", "/otel/v1/traces", "OpenTelemetry traces"],
    ["GET", "/automations/evaluators", "online evaluation rules"],
  ])("is answered with 501 and named: %s %s", async (method, path, what) => {
    const answered = await viewer.opik(method, path, method === "POST" ? {} : undefined);

    expect(answered.status).toBe(501);
    expect(answered.body).toEqual({ errors: [expect.stringContaining(`does not have ${what}`)] });
  });

  it("lets a program go on with its own configuration", async () => {
    disableLogger();
    const client = new Opik({ apiUrl: viewer.apiUrl, projectName: "owls" });
    client.trace({ name: "night" }).end();
    await client.flush();

    expect(await client.getOrCreateConfig({ fallback: { temperature: 1 } })).toMatchObject({ temperature: 1 });
  });
});
