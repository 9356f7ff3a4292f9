import { threwMark } from "./guarded-read.js";
import { type ObjectView, viewFields, viewItems, viewPlain } from "./object-view.js";
import { viewSpecial } from "./special-object.js";

/**
 * Looks at any object, a hostile one too. Never throws; runs nothing of the host but getters, proxy traps and `toJSON`.
 */
export function viewObject(value: object): ObjectView {
  try {
    if ("toJSON" in value) return viewSpecial(value);
    if (Array.isArray(value)) return viewItems(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? viewFields(value) : viewSpecial(value);
  } catch (error) {
    return viewPlain(threwMark(error));
  }
}
