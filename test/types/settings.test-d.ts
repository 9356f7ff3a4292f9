import type { Opik, OpikConfig } from "opik";
import { describe, expectTypeOf, it } from "vitest";
import type { OpikClientConfig, OpikClientLike } from "../../src/settings/opik-client.js";
import type { OptionName, OptionValue, Settings } from "../../src/settings/options/option-table.js";
import type { OptionValues } from "../../src/settings/options/option-values.js";
import type { SettingsInput } from "../../src/settings/setting-layers.js";

describe("the types of the options", () => {
  it("the types of the options follow from the table", () => {
    expectTypeOf<Settings["apiUrl"]>().toEqualTypeOf<string>();
    expectTypeOf<Settings["apiKey"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Settings["tags"]>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Settings["maxWaitMs"]>().toEqualTypeOf<number>();
    expectTypeOf<OptionValues["metadata"]>().toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>();
  });

  it("the options written for editors are those of the table (`npm run docs` writes them)", () => {
    expectTypeOf<Omit<OptionValues, "maxFieldBytes" | "maxMediaBytes">>().toEqualTypeOf<{
      readonly [Name in OptionName]?: OptionValue<Name> | undefined;
    }>();
  });

  it("the types include the former names of options", () => {
    expectTypeOf<OptionValues["maxFieldBytes"]>().toEqualTypeOf<OptionValues["maxFieldLength"]>();
    expectTypeOf<OptionValues["maxMediaBytes"]>().toEqualTypeOf<OptionValues["maxMediaLength"]>();
  });

  it("an option may be undefined, as an unset environment variable is", () => {
    expectTypeOf<{ apiKey: string | undefined }>().toExtend<SettingsInput>();
  });

  it("an option refuses a value of another type", () => {
    expectTypeOf<{ maxWaitMs: string }>().not.toExtend<SettingsInput>();
    expectTypeOf<{ tags: string }>().not.toExtend<SettingsInput>();
  });
});

describe("the shapes of the Opik SDK", () => {
  it("the SDK's real client and its real configuration fit our types", () => {
    expectTypeOf<Opik>().toExtend<OpikClientLike>();
    expectTypeOf<Partial<OpikConfig>>().toExtend<OpikClientConfig>();
    expectTypeOf<NonNullable<ConstructorParameters<typeof Opik>[0]>>().toExtend<OpikClientConfig>();
  });

  it("our configuration type has every field of the SDK's, so that a literal of it is accepted", () => {
    expectTypeOf<keyof OpikConfig>().toExtend<keyof OpikClientConfig>();
  });
});
