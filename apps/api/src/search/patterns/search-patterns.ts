import type { SearchHit } from '@millrace/elasticsearch';
import type { InquiryMembers, LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';
import { maskParameters } from './mask-parameters.js';
import { ANYTHING, createTemplateMiner } from './mine-templates.js';
import type { Template } from './mine-templates.js';
import { patternFilter } from './pattern-filter.js';
import { sampleLogs } from '../sample/sample-logs.js';
import type { LogSample } from '../sample/sample-logs.js';

/** What patterns are asked for. */
export interface PatternQuery {
  readonly scope: LogScope;
  readonly sample: number;
  readonly limit: number;
}

/** A message template and its lines in the sample. */
export interface LogPattern {
  readonly template: string;
  readonly filter: string | null;
  /** Of the sample. */
  readonly lines: number;
  /** Of all that match, estimated from the sample. */
  readonly estimated: number;
  readonly share: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly first: string;
  readonly last: string;
  /** Document ids. */
  readonly examples: readonly string[];
}

/** The patterns of a scope, commonest first. */
export interface LogPatterns extends InquiryMembers {
  readonly patterns: readonly LogPattern[];
  /** Patterns that were found but are not listed. */
  readonly more: number;
  /** Lines of the sample in none, as there were too many templates. */
  readonly unmatched: number;
  readonly sample: LogSample;
}

const SOURCE = ['message', '@timestamp', 'log.level'];
/** Characters of a message that are looked at. */
const MAX_CHARACTERS = 1_024;
const MAX_EXAMPLES = 3;
/** Level names kept of one pattern. */
const MAX_LEVELS = 16;
const NO_LEVEL = 'none';

interface Found {
  readonly template: Template;
  readonly example: string;
  readonly levels: Map<string, number>;
  readonly examples: string[];
  lines: number;
  estimated: number;
  first: string;
  last: string;
}

/** Mines the templates of a sample of messages; fails as an inquiry does. The same logs give the same patterns. */
export async function searchPatterns(query: PatternQuery, inquiry: LogInquiry): Promise<LogPatterns> {
  const { scope, limit } = query;
  const miner = createTemplateMiner();
  const found = new Map<number, Found>();
  let unmatched = 0;
  const sample = await sampleLogs(
    { scope, documents: query.sample, source: SOURCE },
    inquiry,
    (hit, weight) => {
      const message = beginningOf(text(hit, 'message'));
      const template = miner.add(maskParameters(message));
      if (template === undefined) unmatched++;
      else found.set(template.id, count(found.get(template.id) ?? started(template, message), hit, weight));
    },
  );
  const byNumber = [...found.values()].sort(
    (a, b) => b.estimated - a.estimated || a.template.id - b.template.id,
  );
  const patterns = byNumber.slice(0, limit).map((each) => pattern(each, sample.documents));
  return { patterns, more: byNumber.length - patterns.length, unmatched, sample, ...inquiry.members() };
}

/** What is looked at of a message. A word that is cut is another than the index has: it stands for any. */
function beginningOf(message: string): string {
  if (message.length <= MAX_CHARACTERS) return message;
  const words = message.slice(0, MAX_CHARACTERS).split(/\s+/);
  return [...words.slice(0, -1), ANYTHING].join(' ');
}

function started(template: Template, example: string): Found {
  const none = { lines: 0, estimated: 0, first: '', last: '' };
  return { template, example, levels: new Map(), examples: [], ...none };
}

function count(found: Found, hit: SearchHit, weight: number): Found {
  const time = text(hit, '@timestamp');
  found.lines++;
  found.estimated += weight;
  if (found.first === '' || time < found.first) found.first = time;
  if (time > found.last) found.last = time;
  if (found.examples.length < MAX_EXAMPLES) found.examples.push(hit.id);
  const level = text(hit, 'log.level') || NO_LEVEL;
  if (found.levels.has(level) || found.levels.size < MAX_LEVELS)
    found.levels.set(level, (found.levels.get(level) ?? 0) + 1);
  return found;
}

function pattern(found: Found, documents: number): LogPattern {
  const { template, example, lines, first, last, examples } = found;
  return {
    template: template.words.join(' '),
    filter: patternFilter(template.words, example) ?? null,
    lines,
    estimated: Math.round(found.estimated),
    share: lines / documents,
    levels: Object.fromEntries(found.levels),
    first,
    last,
    examples,
  };
}

function text({ source }: SearchHit, field: string): string {
  const value = source?.[field];
  return typeof value === 'string' ? value : '';
}
