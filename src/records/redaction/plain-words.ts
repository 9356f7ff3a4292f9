/** Types, nothing, and where programs keep what they do not write down. */
const CODE =
  /^(?:(?:string|str|number|int|float|bytes|boolean|bool|object|any|unknown|null|none|nil|true|false|undefined|void|optional|required|promise|secretstr|include|omit|same-origin|regexp|iterable|array|record|buffer)\b(?!-)|(?:self|this|process|os|env|config|cfg|settings|options|opts|args|params|props|req|request|res|response|ctx|context|secrets|import\.meta|window|localstorage|sessionstorage|st)\.[a-z_]|(?:await|new|typeof|lambda|function|async)\b|[a-z_$][a-z_$.]*\(|\$[({A-Z]|%[({A-Z]|\{\{|\{[a-z_.]+\}|<[a-z][a-z _-]{0,60}>|\[redacted|[*x.•…-]+[\s"',;)]*$)/i;
const NAME_OF_SETTING = /^[A-Z][A-Z_]*_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD)\b/;
/** The name of a variable that holds it. */
const VARIABLE = /^[a-z_$?.-]*(?:key|token|secret|password|pwd|auth|credentials?|cookies?)[\s,;)}]?$/i;

/** Whether a program's text only says where a value is, or of which type it is. */
export function isReference(value: string): boolean {
  return CODE.test(value) || NAME_OF_SETTING.test(value) || VARIABLE.test(value);
}

const SENTENCE_WORD =
  /^(?:a|an|the|is|are|was|were|be|been|must|should|shall|will|would|can|could|may|might|need|needs|have|has|had|your|you|their|they|our|his|her|its|it|this|that|these|those|there|here|what|when|where|which|while|who|why|how|if|only|not|never|always|no|and|or|but|for|from|with|without|into|onto|over|under|then|than|some|each|every|see|use|used|using|uses|please|enter|type|choose|forgot|forgotten|wrong|invalid|incorrect|missing|expired|empty|reset|change|changed|required|optional|set|get|keep|store|stored|send|sent|make|create|pass|flag|option|argument|parameter|field|value|names?|about|also|because|before|after|between|both|just|like|more|most|other|such|very|well|yes|none)$/i;
const PLAIN_WORD = /^[A-Za-z]?[a-z]+(?:['’-][a-z]+)*[.,:;!?)]*$/;

/**
 * Whether what follows a name is the next word of a sentence.
 *
 * @param after - what follows it
 * @param isWord - whether the name itself is a word that sentences have, such as `token`
 */
export function isSentence(value: string, after: string, isWord: boolean): boolean {
  if (!PLAIN_WORD.test(value)) return false;
  return SENTENCE_WORD.test(value.replace(/[^A-Za-z]+$/, "")) || (isWord && /^[.,;:!?)]*[ \t]+[A-Za-z(]/.test(after));
}
