import { isObject } from "../records/json/json-object.js";
import { sharedState } from "../runtime/shared-state.js";
import { ADOPT_NAME } from "./manager-source.js";
import { JOIN_NAME } from "./sdk-source.js";

/** What traces the copies of LangChain and of Opik's SDK that it is given. */
export interface Tracing {
  /** Takes a `CallbackManager` class. */
  readonly adopt: (managerClass: unknown) => void;
  /** Takes what an SDK exports. */
  readonly join: (sdk: unknown) => void;
}

type Announcement = (tracing: Tracing) => void;

/** Shared by all copies of this package in a thread. */
interface Announcements {
  /** Whether modules that are loaded announce what they hold. */
  areMade: boolean;
  /** What was announced before there was a tracing. */
  readonly waiting: Announcement[];
  tracing: Tracing | undefined;
}

const KEY = Symbol.for("langchain-opik.announcements");

/** Hooks the loading of modules, so that they announce what they hold: once, whichever copies of this package ask. */
export function hookOnce(hookLoading: () => void): void {
  const announcements = sharedAnnouncements();
  if (announcements.areMade) return;
  announcements.areMade = true;
  const announce = (announcement: Announcement) => {
    if (announcements.tracing === undefined) announcements.waiting.push(announcement);
    else announcement(announcements.tracing);
  };
  const hearOf = (name: string, announcementOf: (value: unknown) => Announcement) => {
    const value = (announced: unknown) => {
      announce(announcementOf(announced));
    };
    Object.defineProperty(globalThis, name, { value });
  };
  hearOf(ADOPT_NAME, (managerClass) => ({ adopt }) => {
    adopt(managerClass);
  });
  hearOf(JOIN_NAME, (sdk) => ({ join }) => {
    join(sdk);
  });
  hookLoading();
}

/** The one tracing of this thread, which has been given all that was announced, and will be. */
export function tracingOf(start: () => Tracing): Tracing {
  const announcements = sharedAnnouncements();
  const tracing = announcements.tracing ?? start();
  announcements.tracing = tracing;
  for (const announcement of announcements.waiting.splice(0)) announcement(tracing);
  return tracing;
}

function sharedAnnouncements(): Announcements {
  return sharedState(KEY, isAnnouncements, () => ({ areMade: false, waiting: [], tracing: undefined }));
}

function isAnnouncements(value: unknown): value is Announcements {
  return isObject(value) && Array.isArray(value.waiting) && "tracing" in value;
}
