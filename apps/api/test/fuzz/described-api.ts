/** A JSON Schema of the document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter as the document describes it. */
export interface DescribedParameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** What an operation may answer with a status: schemas by media type. */
export interface DescribedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** An operation as the document describes it. */
export interface Operation {
  /** In upper case. */
  readonly method: string;
  /** `/v1/keys/{id}`. */
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: JsonSchema | undefined;
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
  /** JSON pointer to it in the document. */
  readonly pointer: string;
}

/** An OpenAPI document, as far as it is read here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Operation['responses'];
}

/** The operations of a document. */
export function operationsOf({ paths }: ApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
      responses,
      pointer: `#/paths/${path.replaceAll('/', '~1')}/${method}`,
    })),
  );
}

/** `GET /v1/keys/{id}`. */
export function nameOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
