import { readFileSync, writeFileSync } from "node:fs";
import { configSchemaText } from "./config-schema.js";
import { withOptionsTable } from "./options-table.js";

const readme = new URL("../README.md", import.meta.url);
writeFileSync(readme, withOptionsTable(readFileSync(readme, "utf8")));
writeFileSync(new URL("../schema/config.schema.json", import.meta.url), configSchemaText());
