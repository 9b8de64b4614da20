import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const sink = new PassThrough();
  sink.on('data', (line: Buffer) => lines.push(line.toString()));
  write(createLogger('probe', 'info', sink));
  return lines
    .join('')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('logger', () => {
  it('writes one JSON line with ECS names for an event and its fields', () => {
    const [line] = logged((logger) => logger.warn('records-shed', { count: 3 }));
    expect(line).toMatchObject({
      'log.level': 'warn',
      'service.name': 'millrace-probe',
      'event.action': 'records-shed',
      message: 'records-shed',
      count: 3,
    });
    expect(line?.['@timestamp']).toMatch(/^\d{4}-.*Z$/);
  });

  it('spells errors out with their causes', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    const [line] = logged((logger) => logger.error('it-failed', { error }));
    expect(line).toMatchObject({ 'error.type': 'TypeError', 'error.message': 'outer' });
    expect(line?.['error.stack_trace']).toMatch(/outer[^]*caused by: Error: inner/);
  });

  it('masks secrets by name, API keys and logins in URLs anywhere, also in errors', () => {
    const key = `mr_abcdefghijkl_${'s'.repeat(43)}`;
    const lines = logged((logger) => {
      logger.info('tried', { password: 'p1', nested: { sasl: { apiKey: 'p2' } }, text: `key ${key}` });
      logger.error('failed', { error: new Error('connecting to mongodb://me:p3@db:1') });
    });
    const text = JSON.stringify(lines);
    expect(text).not.toMatch(/p1|p2|p3|ssss/);
    expect(text).toContain('[masked]');
  });

  it('leaves out what is below its level', () => {
    expect(logged((logger) => logger.debug('detail-seen'))).toEqual([]);
  });
});
