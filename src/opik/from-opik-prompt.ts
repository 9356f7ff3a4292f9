import { coerceMessageLikeToMessage } from "@langchain/core/messages";
import { ChatPromptTemplate, PromptTemplate } from "@langchain/core/prompts";
import type { ChatPrompt, Prompt } from "opik";

/** A prompt of text becomes a `PromptTemplate`, one of chat messages a `ChatPromptTemplate`. */
export function fromOpikPrompt(prompt: Prompt): PromptTemplate<Record<string, unknown>>;
export function fromOpikPrompt(prompt: ChatPrompt): ChatPromptTemplate<Record<string, unknown>>;
/**
 * A prompt of Opik as a template of LangChain, for `pipe` or a graph's node. The span of the model that is asked with
 * it, and the trace, are linked to this version of the prompt.
 *
 * Variables are filled in by the SDK, so one that is missing is an error that names it.
 *
 * @throws TypeError for a Jinja2 template, which LangChain can't fill in.
 * @example
 * const prompt = await client.getPrompt({ name: "support" });
 * const chain = fromOpikPrompt(prompt).pipe(model);
 */
export function fromOpikPrompt(
  prompt: Prompt | ChatPrompt,
): PromptTemplate<Record<string, unknown>> | ChatPromptTemplate<Record<string, unknown>> {
  const template = "messages" in prompt ? chatTemplate(prompt) : textTemplate(prompt);
  template.metadata = { opik_prompts: [promptLink(prompt)] };
  return template;
}

// The SDK fills in the variables: LangChain silently leaves a missing one out, and drops some of those in the parts of
// a message. As own properties the methods stay with the copy that `partial()` makes.

function textTemplate(prompt: Prompt): PromptTemplate<Record<string, unknown>> {
  const templateFormat = formatOf(prompt);
  const template = PromptTemplate.fromTemplate<Record<string, unknown>>(prompt.prompt, { templateFormat });
  if (templateFormat === "f-string") return template;
  template.format = async function (this: typeof template, values) {
    return prompt.format(await this.mergePartialAndUserVariables(values));
  };
  return template;
}

function chatTemplate(prompt: ChatPrompt): ChatPromptTemplate<Record<string, unknown>> {
  const templateFormat = formatOf(prompt);
  const messages = prompt.messages.map(({ role, content }) => ({ role, content }));
  const template = ChatPromptTemplate.fromMessages<Record<string, unknown>>(messages, { templateFormat });
  if (templateFormat === "f-string") return template;
  template.formatMessages = async function (this: typeof template, values) {
    const filledIn = prompt.format(await this.mergePartialAndUserVariables(values));
    return filledIn.map(({ role, content }) => coerceMessageLikeToMessage({ role, content }));
  };
  return template;
}

function formatOf({ name, type }: Prompt | ChatPrompt): "mustache" | "f-string" {
  switch (type) {
    case "mustache":
      return "mustache";
    case "python":
      return "f-string";
    case "jinja2":
      throw new TypeError(
        `The prompt "${name}" is a Jinja2 template, which LangChain can't fill in. Save it in Opik as mustache, or fill it in with prompt.format().`,
      );
  }
}

/** How a record of Opik names a version of a prompt. */
interface PromptLink {
  readonly name: string;
  readonly id?: string;
  readonly template_structure: string;
  readonly version: { readonly id?: string; readonly commit?: string; readonly template: unknown };
}

/** As the SDK writes it for `update({ prompts })`. */
function promptLink(prompt: Prompt | ChatPrompt): PromptLink {
  const { name, id, versionId, commit, templateStructure } = prompt;
  return {
    name,
    ...(id !== undefined && { id }),
    template_structure: templateStructure,
    version: {
      ...(versionId !== undefined && { id: versionId }),
      ...(commit !== undefined && { commit }),
      template: prompt.template,
    },
  };
}
