import { TEXT_FIELDS } from '../parsed-log.js';
import type { TextField } from '../parsed-log.js';
import type { FieldDraft } from './field-draft.js';
import { textOfField } from './text-of-field.js';
import { addTraceIds } from './trace-ids.js';

type Texts = Partial<Record<TextField, string>>;

/** The canonical texts of a structured log. What is `known` already is not looked for, so that it stays a field. */
export function textsOfDraft(draft: FieldDraft, known: Readonly<Texts> = {}): Texts {
  const texts: Texts = { ...known };
  for (const field of TEXT_FIELDS) {
    if (field === 'trace.id' || field === 'span.id' || known[field] !== undefined) continue;
    const taken = draft.take(field);
    if (taken === undefined) continue;
    // `error: false` is a field like any other.
    if (typeof taken.value === 'boolean') draft.putBack(taken);
    else texts[field] = textOfField(taken.value);
  }
  if (known['trace.id'] === undefined) addTraceIds(texts, draft);
  return texts;
}
