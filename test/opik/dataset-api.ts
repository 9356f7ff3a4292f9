import { asJsonObject, asList, type JsonObject } from "../../src/records/json/json-object.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import type { AnswerOther } from "../support/opik-server/recording-opik-server.js";

interface Dataset {
  readonly id: string;
  readonly items: JsonObject[];
  /** Of a test suite: its assertions and how often it asks. */
  version?: JsonObject;
}

/** The part of Opik's API that keeps data sets and the experiments that are made with them. */
export class DatasetApi {
  /** As they arrived. */
  readonly experiments: JsonObject[] = [];
  readonly experimentItems: JsonObject[] = [];
  readonly scores: JsonObject[] = [];
  readonly assertions: JsonObject[] = [];
  readonly #datasets = new Map<string, Dataset>();

  itemsOf(name: string): readonly JsonObject[] {
    return this.#datasets.get(name)?.items ?? [];
  }

  readonly answer: AnswerOther = ({ method, path, body }) => {
    const fields = asJsonObject(body);
    const [place = ""] = path.split("?");
    switch (`${method} ${place}`) {
      case "POST /v1/private/datasets":
        this.#dataset(String(fields.name), String(fields.id));
        return { status: 201 };
      case "POST /v1/private/datasets/retrieve":
        return this.#retrieve(String(fields.dataset_name));
      case "PUT /v1/private/datasets/items":
        this.#datasetOf(fields).items.push(...asList(fields.items).map(withId));
        return { status: 204 };
      case "POST /v1/private/datasets/items/stream":
        return { status: 200, lines: fields.last_retrieved_id ? [] : this.itemsOf(String(fields.dataset_name)) };
      case "POST /v1/private/experiments":
        this.experiments.push(fields);
        return { status: 201 };
      case "POST /v1/private/experiments/items":
        this.experimentItems.push(...asList(fields.experiment_items).map(asJsonObject));
        return { status: 204 };
      case "PUT /v1/private/traces/feedback-scores":
        this.scores.push(...asList(fields.scores).map(asJsonObject));
        return { status: 204 };
      case "PUT /v1/private/assertion-results":
        this.assertions.push(...asList(fields.assertion_results).map(asJsonObject));
        return { status: 204 };
      default:
        return this.#answerOne(method, place, fields);
    }
  };

  #answerOne(method: string, place: string, fields: JsonObject): ReturnType<AnswerOther> {
    const [, datasetId, part] = /^\/v1\/private\/datasets\/([^/]+)\/(versions|items\/changes)$/.exec(place) ?? [];
    const dataset = [...this.#datasets.values()].find(({ id }) => id === datasetId);
    if (dataset !== undefined && part === "versions") {
      return { status: 200, body: { content: dataset.version === undefined ? [] : [dataset.version] } };
    }
    if (dataset !== undefined && method === "POST") {
      dataset.version = { id: uuidV7(Date.now() * 1000), version_name: "v1", is_latest: true, ...fields };
      return { status: 200, body: dataset.version };
    }
    const experiment = this.experiments.find(({ id }) => place === `/v1/private/experiments/${String(id)}`);
    return experiment && { status: 200, body: { name: "an experiment", ...experiment } };
  }

  #retrieve(name: string): ReturnType<AnswerOther> {
    const dataset = this.#datasets.get(name);
    if (dataset === undefined) return { status: 404, body: { errors: ["Dataset not found"] } };
    return { status: 200, body: { id: dataset.id, name, dataset_items_count: dataset.items.length } };
  }

  #dataset(name: string, id = uuidV7(Date.now() * 1000)): Dataset {
    const dataset = this.#datasets.get(name) ?? { id, items: [] };
    this.#datasets.set(name, dataset);
    return dataset;
  }

  /** As Opik does, of a name that it does not know one is made. */
  #datasetOf({ dataset_id: id, dataset_name: name }: JsonObject): Dataset {
    const known = [...this.#datasets.values()].find((one) => one.id === id);
    return known ?? this.#dataset(String(name));
  }
}

function withId(item: unknown): JsonObject {
  return { id: uuidV7(Date.now() * 1000), ...asJsonObject(item) };
}
