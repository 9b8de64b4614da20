import { describe, expect, it } from 'vitest';
import type { HistogramReply } from '../replies/histogram-reply.js';
import { renderExplanation } from './render-explanation.js';
import { renderFields } from './render-fields.js';
import { renderHistogram } from './render-histogram.js';
import { renderPatterns } from './render-patterns.js';
import { shareText } from './share-text.js';
import { renderContext } from './show-context.js';

const paint = (_style: string, text: string) => text;
const ON_PIPE = { paint, width: undefined };
const onTerminal = (width: number) => ({ paint, width });
const SAMPLE = { documents: 1_000, of: 4_500, share: 0.22 };

describe('renderFields', () => {
  const field = (name: string, documents: number, value: string) => ({
    ...{ name, documents, type: 'keyword', share: documents / 1_000, moreValues: false },
    values: [{ value, count: documents }],
  });
  const reply = {
    fields: [field('service.name', 1_000, 'a\u001b[2J'), field('http.route', 5, '/x'.repeat(100))],
    ...{ more: 3, sample: SAMPLE },
  };

  it('is a table with shares and values that cannot act on the terminal', () => {
    const lines = renderFields(reply, ON_PIPE);
    expect(lines[0]).toMatch(/^field +type +in +commonest values$/);
    expect(lines[1]).toMatch(/^service\.name +keyword +100 % +a\\x1b\[2J \(1,000\)$/);
    expect(lines[2]).toContain('/x'.repeat(100));
    expect(lines.slice(3)).toEqual(['3 more; --limit shows them.', 'From a sample of 1,000 of 4,500 logs.']);
  });

  it('keeps within the width of a terminal, and leaves out what no log has', () => {
    const fields = [...reply.fields, field('trace.id', 0, 'x')];
    const lines = renderFields({ ...reply, fields }, onTerminal(60));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.join()).not.toContain('trace.id');
    expect(renderFields({ ...reply, sample: { documents: 0, of: 0, share: 0 } }, ON_PIPE)).toEqual([]);
  });
});

describe('renderHistogram', () => {
  const bucket = (minute: number, counts: readonly number[], none = 0) => ({
    ...{ start: `2026-11-21T12:0${minute}:00.000Z`, counts: [...counts], other: 0, none },
    count: counts.reduce((sum, each) => sum + each, none),
  });
  const histogram: HistogramReply = {
    ...{ interval: '1m', by: 'level', groups: ['error', 'info'], total: 1_111, estimated: false },
    buckets: [bucket(0, [0, 1_000]), bucket(1, [10, 90]), bucket(2, [0, 0]), bucket(3, [0, 0], 11)],
  };

  it('tells as many groups apart as the api gives, without colour too', () => {
    const groups = Array.from({ length: 20 }, (_, n) => `g${n}`);
    const each = {
      ...bucket(
        0,
        groups.map(() => 1),
        1,
      ),
      other: 1,
    };
    const [legend = ''] = renderHistogram({ ...histogram, by: 'x', groups, buckets: [each] }, onTerminal(72));
    expect(new Set(legend.split('  ').map((entry) => entry[0])).size).toBe(22);
  });

  it('is a bar for each bucket on a terminal, no wider than it, with a column for whatever is there', () => {
    const lines = renderHistogram(histogram, onTerminal(72));
    expect(lines[0]).toBe('█ error  ▓ info  - no level');
    expect(lines[1]).toMatch(/^2026-11-21T12:00Z {2}1,000 {2}▓+$/);
    expect(lines[2]).toMatch(/^2026-11-21T12:01Z {4}100 {2}█?▓+$/);
    expect(lines[3]).toBe('2026-11-21T12:02Z      0');
    expect(lines[4]).toBe('2026-11-21T12:03Z     11  -');
    expect(lines[5]).toBe('1,111 logs in steps of 1m');
    expect(Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(65);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(72);
  });

  it('has bars in proportion', () => {
    const [, whole = '', tenth = ''] = renderHistogram(histogram, onTerminal(230));
    const columns = (line: string) => /[█▓-]+$/.exec(line)?.[0].length ?? 0;
    expect(columns(tenth)).toBe(Math.round(columns(whole) / 10));
  });

  it('is a table without bars elsewhere', () => {
    const lines = renderHistogram({ ...histogram, estimated: true }, ON_PIPE);
    expect(lines[0]).toMatch(/^from +logs +error +info +no level$/);
    expect(lines[2]).toMatch(/^2026-11-21T12:01Z +100 +10 +90 +0$/);
    expect(lines.at(-1)).toBe('1,111 logs in steps of 1m, estimated from samples');
    expect(lines.join('')).not.toMatch(/[█▓]/);
  });

  it.each([
    ['100ms', '2026-11-21T12:00:00.000Z'],
    ['10s', '2026-11-21T12:00:00Z'],
    ['1h', '2026-11-21T12:00Z'],
    ['1M', '2026-11-21'],
  ])('tells a time as exactly as a step of %s asks for', (interval, expected) => {
    expect(renderHistogram({ ...histogram, interval }, ON_PIPE)[1]?.split(' ')[0]).toBe(expected);
  });
});

describe('renderPatterns', () => {
  const pattern = {
    ...{
      template: 'user <num> left\u0007',
      filter: '"user" "left"',
      lines: 12,
      estimated: 54.2,
      share: 0.012,
    },
    levels: { info: 9, error: 3 },
  };

  it('shows how many, their share, the worst level and the template; with queries, what finds them', () => {
    const reply = { patterns: [pattern, { ...pattern, filter: null }], more: 0, sample: SAMPLE };
    expect(renderPatterns(reply, { ...ON_PIPE, withQueries: true })).toEqual([
      '~54    1.2 %  error  user <num> left\\x07',
      '              "user" "left"',
      '~54    1.2 %  error  user <num> left\\x07',
      '              no query finds these',
      'From a sample of 1,000 of 4,500 logs.',
    ]);
    const all = { ...reply, sample: { documents: 9, of: 9, share: 1 } };
    expect(renderPatterns(all, { ...ON_PIPE, withQueries: false })[0]).toMatch(/^12 /);
  });
});

describe('renderContext', () => {
  it('marks the line that was asked for', () => {
    const log = (message: string) => ({
      ...{ '@timestamp': '2026-11-21T12:00:00.123456789Z', message, 'service.name': 'a', severity: 9 },
    });
    const reply = { line: log('it'), before: [log('1')], after: [log('2'), log('3')], source: {} };
    expect(renderContext(reply, paint).map((line) => line.replace(/2026\S+ - +a /, ''))).toEqual([
      '  1',
      '> it',
      '  2',
      '  3',
    ]);
  });
});

describe('renderExplanation', () => {
  it('says what costs how much, what to do, and whether it would be refused', () => {
    const explanation = {
      ...{ dsl: { term: { a: '\u009b' } }, indices: 1, documents: 2_000, cost: 51, limit: 1_000 },
      terms: [{ term: 'a*', weight: 51, cost: 51, why: 'looks at every word' }],
      ...{ refused: 'too much', advice: ['Give from and to.'] },
    };
    const lines = renderExplanation({ explanation }, paint);
    expect(lines).toEqual([
      '2,000 logs in the time that is searched, in 1 daily index',
      'cost 51 of at most 1,000',
      'It would be refused: too much',
      '',
      'term  cost  why',
      'a*      51  looks at every word',
      '',
      'Advice',
      '- Give from and to.',
      '',
      'As Elasticsearch gets it',
      ...['{', '  "term": {', '    "a": "\\x9b"', '  }', '}'],
    ]);
  });
});

it.each([
  [1, '100 %'],
  [0.999, '99 %'],
  [0.0123, '1.2 %'],
  [0.0001, '< 0.1 %'],
  [0, '0 %'],
])('shareText(%f) is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});
