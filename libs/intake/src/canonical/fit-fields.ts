import { BOUNDS } from '@millrace/schemas';
import { setOwn } from '../fields/set-own.js';
import type { FieldValue, ParsedLog } from '../parsed-log.js';
import { FIELD_MASK } from '../redaction/field-mask.js';
import type { IntakeContext } from './intake-context.js';
import type { TextFitter } from './text-fitter.js';

type Attribute = string | boolean | (string | boolean)[];

/** The `attributes` and `numbers` of a document; absent when empty. */
export interface FittedFields {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly numbers?: Readonly<Record<string, number>>;
}

/** Cards are numbers of 15 or 16 digits; shorter ones need no look. */
const SHORTEST_SECRET_NUMBER = 1e14;

/**
 * Sorts the fields of a log into attributes and registered numbers, redacted and within bounds. Fields beyond the
 * allowed count are left out and named by `event.truncated: attributes`.
 */
export function fitFields(log: ParsedLog, context: IntakeContext, fitter: TextFitter): FittedFields {
  const attributes: Record<string, Attribute> = {};
  const numbers: Record<string, number> = {};
  let attributeCount = 0;
  let numberCount = 0;
  for (const [name, given] of log.fields) {
    if (attributeCount + numberCount >= BOUNDS.attributes) {
      fitter.truncated.add('attributes');
      break;
    }
    const value = withoutSecret(name, given, context, fitter);
    if (typeof value === 'number' && Number.isFinite(value) && context.isRegisteredNumber(name)) {
      setOwn(numbers, name, value === 0 ? 0 : value);
      numberCount++;
    } else {
      setOwn(attributes, name, fitAttribute(name, value, fitter));
      attributeCount++;
    }
  }
  return { ...(attributeCount > 0 && { attributes }), ...(numberCount > 0 && { numbers }) };
}

function withoutSecret(
  name: string,
  value: FieldValue,
  context: IntakeContext,
  fitter: TextFitter,
): FieldValue {
  if (typeof value !== 'boolean' && context.redactor.isSecretField(name)) {
    fitter.tally.count++;
    return FIELD_MASK;
  }
  if (typeof value !== 'number' || Math.abs(value) < SHORTEST_SECRET_NUMBER) return value;
  const digits = String(value);
  const clean = context.redactor.text(digits, fitter.tally);
  return clean === digits ? value : clean;
}

function fitAttribute(name: string, value: FieldValue, fitter: TextFitter): Attribute {
  const label = `attributes.${name}`;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object') {
    return fitter.fit(label, Object.is(value, -0) ? '0' : String(value), BOUNDS.attributeValueBytes);
  }
  const items: (string | boolean)[] = [];
  let room: number = BOUNDS.attributeValueBytes;
  for (const item of value) {
    if (room <= 0) {
      fitter.truncated.add(label);
      break;
    }
    const fitted = typeof item === 'boolean' ? item : fitter.fit(label, item, room);
    items.push(fitted);
    room -= typeof fitted === 'boolean' ? 1 : Math.max(1, Buffer.byteLength(fitted));
  }
  return items;
}
