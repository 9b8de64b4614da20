import { createFieldDraft } from '../fields/field-draft.js';
import { flattenFields } from '../fields/flatten-fields.js';
import { textOfField } from '../fields/text-of-field.js';
import type { FieldValue, TextField } from '../parsed-log.js';
import type { OtlpAttributes, OtlpScope } from './otlp-record.js';

/** What the logs of one resource and scope have in common, read once for all of them. */
export interface OtlpOrigin {
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/** Canonical fields that a resource fills. */
const RESOURCE_FIELDS = ['service.name', 'service.version', 'service.environment', 'host.name'] as const;

/** Reads a resource and scope: who sent the logs, and every other attribute as a field. */
export function readOtlpOrigin(resource: OtlpAttributes, scope: OtlpScope): OtlpOrigin {
  const draft = createFieldDraft();
  flattenFields(resource, draft.add);
  const texts: Partial<Record<TextField, string>> = {};
  for (const field of RESOURCE_FIELDS) {
    const taken = draft.take(field);
    if (taken !== undefined) texts[field] = textOfField(taken.value);
  }
  if (scope.name !== '') texts['log.logger'] = scope.name;
  const fields = new Map(draft.fields());
  const { version, attributes } = scope;
  const ofScope = { scope: { ...(version !== '' && { version }), attributes } };
  flattenFields(ofScope, ({ stored }, value) => void fields.set(stored, value));
  return { texts, fields };
}
