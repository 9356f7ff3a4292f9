import { outsideRequests } from "../runtime/outside-requests.js";
import { loadPublishedPrices, type PriceList } from "./published-prices.js";

const NO_PRICES: PriceList = () => undefined;

let prices: PriceList | Promise<PriceList> | undefined;

/**
 * The published prices; the promise of them while they are being loaded, which begins with the first call. It never
 * rejects: where the list can't be loaded, no price is known.
 */
export function latePrices(): PriceList | Promise<PriceList> {
  prices ??= outsideRequests(() => loadPublishedPrices().then(loaded, () => loaded(NO_PRICES)));
  return prices;
}

function loaded(list: PriceList): PriceList {
  prices = list;
  return list;
}
