import { Link } from "./link.js";
import { listHref } from "./route.js";

/** The way back to the list, and what is shown. */
export function Crumbs({ title }: { readonly title: string }) {
  return (
    <>
      <Link class="back" href={listHref.value}>
        Traces
      </Link>
      <span class="faint" aria-hidden="true">
        /
      </span>
      <h1>
        <bdi>{title}</bdi>
      </h1>
    </>
  );
}
