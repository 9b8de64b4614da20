import { describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { problemError } from '../client/problem-error.js';
import { showingQuery, slipNotes, tailRefusal } from './query-refusal.js';
import { renderQueryMarks } from './render-query-marks.js';

const API = { service: 'api', url: 'http://127.0.0.1:8080', key: 'mr_a_b' } as const;

function refusedWith(members: object) {
  const body = JSON.stringify({ code: 'invalid-query', detail: 'At column 6.', ...members });
  return () => Promise.reject(problemError(API, new Response(null, { status: 400 }), body));
}

async function errorOf(run: Promise<unknown>): Promise<CliError> {
  const error = await run.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CliError);
  return error as CliError;
}

describe('showingQuery', () => {
  it('shows the query with what the api said of it under the place', async () => {
    const place = { column: 7, length: 5, expected: 'a closing " for this one', suggestion: 'severity' };
    const error = await errorOf(showingQuery('level:"open', refusedWith(place)));
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining('invalid-query') });
    expect(error.excerpt).toEqual([
      '  level:"open',
      '        ^^^^^ expected a closing " for this one; did you mean severity?',
    ]);
  });

  it('says what the api said where that names no place and the query looks right from here', async () => {
    const error = await errorOf(showingQuery('fine', refusedWith({})));
    expect(error).toMatchObject({
      exitCode: 2,
      excerpt: [],
      message: expect.stringContaining('At column 6.'),
    });
  });

  it('leaves every other failure as it is', async () => {
    const failure = new Error('else');
    await expect(showingQuery('x', () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

describe('tailRefusal', () => {
  it('marks every mistake, up to three', () => {
    const { excerpt } = tailRefusal('severity>=x (service.name:', {
      kind: 'refused',
      code: 'invalid-filter',
      text: 'no',
    });
    expect(excerpt.length).toBeGreaterThan(3);
    expect(excerpt[1]).toMatch(/^ {12}\^ expected .*number/);
  });

  it('marks a term that only a search can answer, with the reason', () => {
    const { excerpt, exitCode } = tailRefusal('error pasword~', {
      kind: 'refused',
      code: 'invalid-filter',
      text: 'no',
    });
    expect(exitCode).toBe(2);
    expect(excerpt).toEqual([
      '  error pasword~',
      expect.stringMatching(/^ {8}\^{8} expected a word without ~/),
    ]);
  });
});

it('slipNotes point at a name that is nearly that of a field, and at nothing else', () => {
  expect(slipNotes('severty:error')).toEqual(['  severty:error', expect.stringMatching(/\^+ .*severity/)]);
  expect(slipNotes('shop:error')).toEqual([]);
});

it('slipNotes show three slips of a query that has a hundred', () => {
  const notes = slipNotes('level=warn '.repeat(100).trim());
  expect(notes.filter((line) => line.includes('did you mean level:warn?'))).toHaveLength(3);
});

describe('renderQueryMarks', () => {
  const mark = (query: string, part: string) => {
    const start = query.indexOf(part);
    return renderQueryMarks(query, [{ start, end: start + part.length, text: 'here' }]);
  };

  it('keeps the carets under what is wide, combined or escaped', () => {
    expect(mark('失敗 x', 'x')[1]).toBe('       ^ here');
    expect(mark('e\u0301 x', 'x')[1]).toBe('    ^ here');
    expect(mark('\u001b x', 'x')).toEqual(['  \\x1b x', '       ^ here']);
  });

  it('marks the end of a query that stops too early', () => {
    expect(mark('a:', '')[1]).toBe('  ^ here');
    expect(renderQueryMarks('a:', [{ start: 2, end: 2, text: 'here' }])[1]).toBe('    ^ here');
  });

  it('cuts a long query around the mark, so that a line holds both', () => {
    const [line = '', carets = ''] = mark(`${'a '.repeat(5_000)}wrong${' b'.repeat(5_000)}`, 'wrong');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('wrong');
  });
});
