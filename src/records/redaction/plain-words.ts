const WORDS_OF_CODE =
  "string|str|number|int|float|bytes|boolean|bool|object|any|unknown|null|none|nil|true|false|undefined|void|optional|required|promise|secretstr|include|omit|same-origin|regexp|iterable|array|record|buffer";
const OBJECTS_OF_CODE = String.raw`self|this|process|os|env|config|cfg|settings|options|opts|args|params|props|req|request|res|response|ctx|context|secrets|import\.meta|window|localstorage|sessionstorage|st`;
/** Types, empty values, and the places where programs keep values that they do not write out. */
const CODE = new RegExp(
  [
    String.raw`^(?:(?:${WORDS_OF_CODE})\b(?!-)|(?:${OBJECTS_OF_CODE})\.[a-z_]|(?:await|new|typeof|lambda|function|async)\b`,
    String.raw`[a-z_$][a-z_$.]*\(|\$[({A-Z]|%[({A-Z]|\{\{|\{[a-z_.]+\}|<[a-z][a-z _-]{0,60}>|\[redacted|[*x.•…-]+[\s"',;)]*$`,
    // The name of a variable that contains the value.
    String.raw`[a-z_$?.-]*(?:key|token|secret|password|pwd|auth|credentials?|cookies?)[\s,;)}]?$)`,
  ].join("|"),
  "i",
);
const NAME_OF_SETTING = /^[A-Z][A-Z_]*_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD)\b/;

/** Whether a program's text only says where a value is, or of which type it is. */
export function isReference(value: string): boolean {
  return CODE.test(value) || NAME_OF_SETTING.test(value);
}

const SENTENCE_WORDS = new Set([
  ..."a an the is are was were be been must should shall will would can could may might need needs have has had".split(
    " ",
  ),
  ..."your you their they our his her its it this that these those there here what when where which while who why".split(
    " ",
  ),
  ..."how if only not never always no and or but for from with without into onto over under then than some each".split(
    " ",
  ),
  ..."every see use used using uses please enter type choose forgot forgotten wrong invalid incorrect missing".split(
    " ",
  ),
  ..."expired empty reset change changed required optional set get keep store stored send sent make create pass".split(
    " ",
  ),
  ..."flag option argument parameter field value name names about also because before after between both just like".split(
    " ",
  ),
  ..."more most other such very well yes none".split(" "),
]);
const PLAIN_WORD = /^[A-Za-z]?[a-z]+(?:['’-][a-z]+)*[.,:;!?)]*$/;
/** What follows a word where another word comes next. */
const NEXT_WORD = /^[.,;:!?)]*[ \t]+[A-Za-z(]/;

/**
 * Whether what follows a name is the next word of a sentence.
 *
 * @param after - what follows it
 * @param name - the name
 */
export function isSentence(value: string, after = "", name = ""): boolean {
  if (!PLAIN_WORD.test(value)) return false;
  return SENTENCE_WORDS.has(value.replace(/[^A-Za-z]+$/, "").toLowerCase()) || (NEXT_WORD.test(after) && isWord(name));
}

/** Whether a name is an ordinary word, such as `token`, and not `github_token`. */
export function isWord(name: string): boolean {
  return /^[A-Za-z]+$/.test(name) && !/pass|pwd|[a-z][A-Z]/.test(name);
}
