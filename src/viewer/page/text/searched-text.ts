import { createContext } from "preact";

/** What is searched for where texts are shown, in lower case; empty where nothing is. */
export const SearchedText = createContext("");
