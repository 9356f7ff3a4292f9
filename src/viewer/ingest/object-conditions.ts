import type { FieldCondition } from "../../store/opik/field-condition.js";
import type { OpikObject } from "../../store/opik/opik-objects.js";
import { Refusal } from "../http/refusal.js";

const FIELDS = ["id", "name", "description", "tags", "template_structure"];

/** Whether a prompt or the like is what a filter of Opik's asks for. @throws Refusal 400 for a field or operator that it can't be asked by */
export function fitsConditions(object: OpikObject, conditions: readonly FieldCondition[]): boolean {
  return conditions.every((condition) => fits(object, condition));
}

function fits({ id, name = "", body }: OpikObject, { field, operator, value = "" }: FieldCondition): boolean {
  if (!FIELDS.includes(field)) throw new Refusal(400, `Invalid filter: ${FIELDS.join(", ")} can be asked for here`);
  const has = valuesOf({ ...body, id, name }[field]);
  const asked = value.toLowerCase();
  switch (operator) {
    case "=":
      return has.includes(asked);
    case "!=":
      return !has.includes(asked);
    case "contains":
      return has.some((one) => one.includes(asked));
    case "not_contains":
      return !has.some((one) => one.includes(asked));
    case "starts_with":
      return has.some((one) => one.startsWith(asked));
    case "ends_with":
      return has.some((one) => one.endsWith(asked));
    default:
      throw new Refusal(
        400,
        "Invalid filter: =, !=, contains, not_contains, starts_with and ends_with can be used here",
      );
  }
}

/** In lower case. */
function valuesOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (typeof one === "string" ? [one.toLowerCase()] : []));
}
