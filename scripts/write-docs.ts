import { readFileSync, writeFileSync } from "node:fs";
import { configSchemaText } from "./config-schema.js";
import { optionValuesText } from "./option-values.js";
import { withOptionsTable } from "./options-table.js";
import { withRedactionTables } from "./redaction-tables.js";

const optionsPage = new URL("../docs/options.md", import.meta.url);
writeFileSync(optionsPage, withOptionsTable(readFileSync(optionsPage, "utf8")));
const privacyPage = new URL("../docs/privacy.md", import.meta.url);
writeFileSync(privacyPage, withRedactionTables(readFileSync(privacyPage, "utf8")));
writeFileSync(new URL("../schema/config.schema.json", import.meta.url), configSchemaText());
writeFileSync(new URL("../src/settings/options/option-values.ts", import.meta.url), optionValuesText());
