import type { Opik, OpikConfig } from "opik";
import { describe, expectTypeOf, it } from "vitest";
import type { OpikClientConfig, OpikClientLike } from "../../src/settings/opik-client.js";
import type { OptionName, OptionValue, Settings } from "../../src/settings/options/option-table.js";
import type { OptionValues } from "../../src/settings/options/option-values.js";
import type { SettingsInput } from "../../src/settings/setting-layers.js";

describe("the types of the options", () => {
  it("follow from the table", () => {
    expectTypeOf<Settings["apiUrl"]>().toEqualTypeOf<string>();
    expectTypeOf<Settings["apiKey"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Settings["tags"]>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Settings["maxWaitMs"]>().toEqualTypeOf<number>();
    expectTypeOf<OptionValues["metadata"]>().toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>();
  });

  it("are written out for their documentation just as the table has them; `npm run docs` writes them", () => {
    expectTypeOf<Omit<OptionValues, "maxFieldBytes" | "maxMediaBytes">>().toEqualTypeOf<{
      readonly [Name in OptionName]?: OptionValue<Name> | undefined;
    }>();
  });

  it("have the names from before as well", () => {
    expectTypeOf<OptionValues["maxFieldBytes"]>().toEqualTypeOf<OptionValues["maxFieldLength"]>();
    expectTypeOf<OptionValues["maxMediaBytes"]>().toEqualTypeOf<OptionValues["maxMediaLength"]>();
  });

  it("take undefined for left out, as an unset environment variable is", () => {
    expectTypeOf<{ apiKey: string | undefined }>().toExtend<SettingsInput>();
  });

  it("refuse a value of another type", () => {
    expectTypeOf<{ maxWaitMs: string }>().not.toExtend<SettingsInput>();
    expectTypeOf<{ tags: string }>().not.toExtend<SettingsInput>();
  });
});

describe("the shapes of the Opik SDK", () => {
  it("are met by its real client and its real configuration", () => {
    expectTypeOf<Opik>().toExtend<OpikClientLike>();
    expectTypeOf<Partial<OpikConfig>>().toExtend<OpikClientConfig>();
    expectTypeOf<NonNullable<ConstructorParameters<typeof Opik>[0]>>().toExtend<OpikClientConfig>();
  });

  it("have every field of the SDK's configuration, so that a literal of it is accepted", () => {
    expectTypeOf<keyof OpikConfig>().toExtend<keyof OpikClientConfig>();
  });
});
