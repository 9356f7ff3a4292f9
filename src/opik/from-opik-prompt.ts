import { ChatPromptTemplate, PromptTemplate } from "@langchain/core/prompts";
import type { ChatPrompt, Prompt } from "opik";
import { promptLink } from "./prompt-link.js";

/** A prompt of text becomes a `PromptTemplate`, one of chat messages a `ChatPromptTemplate`. */
export function fromOpikPrompt(prompt: Prompt): PromptTemplate<Record<string, unknown>>;
export function fromOpikPrompt(prompt: ChatPrompt): ChatPromptTemplate<Record<string, unknown>>;
/**
 * A prompt of Opik as a template of LangChain, for `pipe` or a graph's node. The span of the model that is asked with
 * it, and the trace, are linked to this version of the prompt.
 *
 * @throws TypeError for a Jinja2 template, which LangChain can't fill in.
 * @example
 * const prompt = await client.getPrompt({ name: "support" });
 * const chain = fromOpikPrompt(prompt).pipe(model);
 */
export function fromOpikPrompt(
  prompt: Prompt | ChatPrompt,
): PromptTemplate<Record<string, unknown>> | ChatPromptTemplate<Record<string, unknown>> {
  const templateFormat = formatOf(prompt);
  const template =
    "messages" in prompt
      ? ChatPromptTemplate.fromMessages<Record<string, unknown>>(
          prompt.messages.map(({ role, content }) => ({ role, content })),
          { templateFormat },
        )
      : PromptTemplate.fromTemplate<Record<string, unknown>>(prompt.prompt, { templateFormat });
  template.metadata = { opik_prompts: [promptLink(prompt)] };
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
