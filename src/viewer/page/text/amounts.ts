export { countText, millisText } from "../../../terminal/amounts.js";

/** US dollars: to the cent from one dollar on, otherwise to a hundredth of a cent. */
export function moneyText(dollars: number, isEstimate = false): string {
  const about = isEstimate ? "~" : "";
  if (dollars === 0) return "$0";
  if (dollars >= 1) return `${about}$${dollars.toFixed(2)}`;
  if (dollars > 0 && dollars < 0.00005) return "<$0.0001";
  return `${about}$${dollars.toFixed(4)}`;
}

export function percentText(share: number): string {
  if (share === 0) return "0%";
  if (share < 0.001) return "<0.1%";
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}
