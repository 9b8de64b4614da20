import { isIPv4, isIPv6 } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ApiDocument, DescribedAnswer, Operation } from './described-api.js';
import { ANSWER_BOUND_MS } from './raw-request.js';
import type { RawAnswer } from './raw-request.js';

/** What a request must be answered with, beside what the document says of its operation. */
export interface Expectation {
  /** One of these; any that is described when absent. */
  readonly allowed?: readonly number[];
  /** None of these. */
  readonly refused?: readonly number[];
  /** Also these, with any problem: the request may not have reached an operation. */
  readonly before?: readonly number[];
  /** It may have reached another operation, which answers as it does: only what all answers have in common counts. */
  readonly elsewhere?: boolean;
  /** Only the head: whatever its status, there is no body. */
  readonly bodiless?: boolean;
}

/** Says what is wrong with an answer; nothing when it is as described. */
export type FindFaults = (
  operation: Operation,
  answer: RawAnswer,
  expected: Expectation,
) => readonly string[];

const DOCUMENT = 'millrace';
const PROBLEM = 'application/problem+json';
/** Paths of our own sources and frames of a stack have no place in an answer. */
const INSIDES = /node_modules|\bat \S+ \(|\bfile:\/\/|\.(?:ts|js):\d+/;

/** Checks answers against a document, each in the schema of its operation, status and media type. */
export function faultFinder(document: ApiDocument): FindFaults {
  const ajv = new Ajv2020({ allErrors: false, strict: false, formats: FORMATS });
  ajv.addSchema(document, DOCUMENT);
  const mismatch = (pointer: string, value: unknown): string | undefined => {
    const validate = ajv.getSchema(`${DOCUMENT}${pointer}`);
    if (validate === undefined) return `the document has no schema at ${pointer}`;
    if (validate(value) === true) return undefined;
    return `${ajv.errorsText(validate.errors)} (${JSON.stringify(validate.errors?.[0]?.params)})`;
  };
  return (operation, answer, expected) => {
    const faults = [...statusFaults(operation, answer, expected), ...commonFaults(answer)];
    if (expected.bodiless) return answer.text === '' ? faults : [...faults, 'it has a body'];
    if (expected.elsewhere && answer.status < 400) return faults;
    const described = operation.responses[answer.status] ?? (expected.before ? ANY_PROBLEM : undefined);
    if (described === undefined) return faults;
    return [...faults, ...bodyFaults({ operation, described, answer, mismatch })];
  };
}

const ANY_PROBLEM: DescribedAnswer = {};

const FORMATS = {
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: (text: string) => URL.canParse(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && text.includes('T'),
};

function statusFaults(operation: Operation, { status }: RawAnswer, expected: Expectation): string[] {
  const { allowed, refused = [], before = [], elsewhere = false } = expected;
  const faults: string[] = [];
  const isDescribed = operation.responses[status] !== undefined || before.includes(status) || elsewhere;
  if (!isDescribed) faults.push(`status ${status} is not in the document`);
  if (status >= 500 && status !== 503) faults.push(`status ${status}`);
  if (allowed && !allowed.includes(status)) faults.push(`status ${status}, expected ${allowed.join(' or ')}`);
  if (refused.includes(status)) faults.push(`status ${status} for a request that the document allows`);
  return faults;
}

function commonFaults({ status, headers, text, ms }: RawAnswer): string[] {
  const faults: string[] = [];
  if (ms > ANSWER_BOUND_MS) faults.push(`it took ${ms.toFixed(0)} ms`);
  if (status >= 400 && INSIDES.test(text)) faults.push('it shows insides of the service');
  if ((status === 429 || status === 503) && !/^\d+$/.test(headers['retry-after'] ?? ''))
    faults.push('it does not say when to try again');
  return faults;
}

interface SentBody {
  readonly operation: Operation;
  readonly described: DescribedAnswer;
  readonly answer: RawAnswer;
  readonly mismatch: (pointer: string, value: unknown) => string | undefined;
}

function bodyFaults({ operation, described, answer, mismatch }: SentBody): readonly string[] {
  const { status, headers, text, cut } = answer;
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const content = described.content ?? (status < 400 ? {} : { [PROBLEM]: { schema: {} } });
  if (text === '' && Object.keys(content).length === 0) return [];
  const entry = content[type];
  if (entry === undefined)
    return [`content type ${type || '(none)'}, expected ${Object.keys(content).join(' or ') || 'no body'}`];
  const pointer =
    type === PROBLEM
      ? '#/components/schemas/Problem'
      : `${operation.pointer}/responses/${status}/content/${type.replaceAll('/', '~1')}/schema`;
  const faults = valuesIn(type, text, cut).map((value) =>
    value === BROKEN ? 'the body is not JSON' : mismatch(pointer, value),
  );
  if (type === PROBLEM && !faults.some(Boolean)) {
    const { status: said } = JSON.parse(text) as { status: number };
    if (said !== status) faults.push(`the problem says status ${said}`);
  }
  const first = faults.find(Boolean);
  return first === undefined ? [] : [first];
}

const BROKEN = Symbol('broken');

/** The values that must satisfy the schema: of streams of events only the media type is described. */
function valuesIn(type: string, text: string, cut: boolean): readonly unknown[] {
  if (type === 'text/event-stream') return [];
  if (type !== 'application/x-ndjson') return [parsed(text)];
  const lines = text.split('\n');
  const last = lines.pop();
  return [...lines, ...(last !== '' && !cut ? [`${last}`] : [])].map(parsed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return BROKEN;
  }
}
