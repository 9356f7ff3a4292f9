import type { ChatPrompt, Prompt } from "opik";

/** How a record of Opik names a version of a prompt. */
export interface PromptLink {
  readonly name: string;
  readonly id?: string;
  readonly template_structure: string;
  readonly version: { readonly id?: string; readonly commit?: string; readonly template: unknown };
}

/** As the SDK writes it for `update({ prompts })`. */
export function promptLink(prompt: Prompt | ChatPrompt): PromptLink {
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
