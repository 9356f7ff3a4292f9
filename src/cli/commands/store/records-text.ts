import { counted } from "../../../terminal/amounts.js";

/** `4 records`, `4 records and 2 attachments` or `2 attachments`. */
export function recordsText(records: number, attachments: number): string {
  const attached = attachments === 0 ? [] : [counted(attachments, "attachment")];
  const parts = records === 0 && attachments > 0 ? attached : [counted(records, "record"), ...attached];
  return parts.join(" and ");
}
