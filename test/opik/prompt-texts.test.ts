import fc from "fast-check";
import { ChatPrompt, Prompt } from "opik";
import { expect, test } from "vitest";
import { fromOpikPrompt } from "../../src/opik/index.js";
import { chatPrompt, textPrompt, VERSION } from "./saved-prompts.js";

test("a chat prompt is filled in as Opik fills it in, with its roles and parts", async () => {
  const prompt = chatPrompt();
  const values = { customer: "Ann & <Bob>", question: 'Is {this} "it"?', picture: "cat" };

  const { messages } = await fromOpikPrompt(prompt).invoke(values);

  expect(messages.map(({ type }) => type)).toEqual(["system", "human"]);
  expect(messages[0]?.content).toBe("You help Ann & <Bob>.");
  expect(messages.map(({ content }) => content)).toEqual(prompt.format(values).map(({ content }) => content));
});

const NAMES = ["name", "list", "flag", "owner"] as const;
const someText = fc.oneof(fc.string(), fc.constantFrom("<b>&amp;\"'</b>", "{{name}}", "{name}", "$&", "\u2028", "$1`"));
const someTag = fc.oneof(
  fc.constantFrom(...NAMES.flatMap((name) => [`{{${name}}}`, `{{{${name}}}}`, `{{&${name}}}`, `{{ ${name} }}`])),
  fc.constantFrom("{{owner.first}}", "{{&owner.first}}", "{{#list}}<{{.}}>{{/list}}", "{{#list}}{{name}},{{/list}}"),
  fc.constantFrom("{{#flag}}yes {{name}}{{/flag}}", "{{^flag}}no {{name}}{{/flag}}", "{{! said }}", "{{> part}}"),
  fc.constantFrom("{{#owner}}{{first}}{{/owner}}", "{ {name} }", "{name}"),
);
const someTemplate = fc.array(fc.oneof(someTag, fc.constantFrom("Hi ", "\n", "<p>", "{ ", " }")), { maxLength: 6 });
const someValues = fc.record({
  name: fc.oneof(someText, fc.integer(), fc.boolean(), fc.constant(null)),
  list: fc.array(someText, { maxLength: 3 }),
  flag: fc.boolean(),
  owner: fc.record({ first: someText }, { noNullPrototype: true }),
});

test("a text prompt is filled in as Opik's SDK does, whatever is in its template and variables", async () => {
  const sample = fc.asyncProperty(someTemplate, someValues, async (pieces, values) => {
    const text = pieces.join("");
    const messages = [
      { role: "system" as const, content: text },
      {
        role: "user" as const,
        content: [
          { type: "text" as const, text },
          { type: "image_url" as const, image_url: { url: `https://example.com/${text}`, detail: "low" as const } },
        ],
      },
    ];
    const plain = textPrompt("any", text);
    const chat = new ChatPrompt({ ...VERSION, name: "any", messages });

    expect((await fromOpikPrompt(plain).invoke(values)).toString()).toBe(plain.format(values));
    const filledIn = await fromOpikPrompt(chat).invoke(values);
    expect(filledIn.messages.map(({ content }) => content)).toEqual(chat.format(values).map(({ content }) => content));
  });

  await fc.assert(sample, { numRuns: 300 });
});

test("a missing variable is an error that names it, as Opik's own is", async () => {
  await expect(fromOpikPrompt(textPrompt("any")).invoke({})).rejects.toThrow(/Missing required variables: subject/);
  await expect(fromOpikPrompt(chatPrompt()).invoke({ question: "?" })).rejects.toThrow(/variables: customer/);
});

test("a prompt with Python's placeholders is filled in, and one of Jinja2 is refused by its name", async () => {
  const python = new Prompt({ ...VERSION, type: "python", name: "old", prompt: "Hi {name}" });
  const jinja = new Prompt({ ...VERSION, type: "jinja2", name: "new", prompt: "{% if a %}" });

  expect((await fromOpikPrompt(python).invoke({ name: "Ann" })).toString()).toBe("Hi Ann");
  expect(() => fromOpikPrompt(jinja)).toThrow(/prompt "new" is a Jinja2 template.*Save it in Opik as mustache/s);
});
