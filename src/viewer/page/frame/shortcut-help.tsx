import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

const isOpen = signal(false);

export function openHelp(): void {
  isOpen.value = true;
}

interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, meaning: string])[];
}

const GROUPS: readonly ShortcutGroup[] = [
  {
    title: "Everywhere",
    keys: [
      ["g t", "Go to the traces"],
      ["g m", "Go to the metrics"],
      ["g d", "Light or dark"],
      ["/", "Search"],
      ["?", "These shortcuts"],
    ],
  },
  {
    title: "Traces",
    keys: [
      ["j k", "Next, previous trace"],
      ["Enter", "Open the trace"],
      ["x", "Choose to compare, compare"],
      ["f", "All filters"],
      ["Home", "Newest trace"],
    ],
  },
  {
    title: "Trace",
    keys: [
      ["j k", "Next, previous span"],
      ["→ ←", "Open, close a branch"],
      ["e", "Next span that failed"],
      ["n p", "Next, previous match"],
      ["c", "Copy for a model"],
      ["u", "Back to the list"],
    ],
  },
  {
    title: "Time axis",
    keys: [
      ["+ −", "Zoom in, zoom out"],
      ["[ ]", "Earlier, later"],
      ["z", "Zoom to the span"],
      ["0", "The whole trace"],
    ],
  },
];

export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={({ target, currentTarget }) => {
        // Beside it, on what it covers.
        if (target === currentTarget) close();
      }}
    >
      <div>
        <header>
          <h2 id="help-title">Keyboard shortcuts</h2>
          <button type="button" class="button" onClick={close}>
            Close
          </button>
        </header>
        <div class="groups">
          {GROUPS.map(({ title, keys }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map(([names, meaning]) => (
                  <div key={names}>
                    <dt>
                      {names.split(" ").map((name) => (
                        <>
                          <kbd>{name}</kbd>{" "}
                        </>
                      ))}
                    </dt>
                    <dd>{meaning}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
