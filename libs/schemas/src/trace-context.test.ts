import { describe, expect, it } from 'vitest';
import { readTraceContext } from './trace-context.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('the trace context of a request', () => {
  it('keeps both headers as they came', () => {
    const tracestate = 'rojo=00f067aa0ba902b7,fw529a3039@dt=FfAAAAAQAAAA';
    expect(readTraceContext(TRACEPARENT, tracestate)).toEqual({ traceparent: TRACEPARENT, tracestate });
    expect(readTraceContext(TRACEPARENT, undefined)).toEqual({ traceparent: TRACEPARENT });
  });

  it.each([TRACEPARENT.replace('00-', '01-'), `${TRACEPARENT.replace('00-', 'cc-')}-what-will-be.there`])(
    'keeps %s, of a version to come, which begins with what is known',
    (traceparent) => {
      expect(readTraceContext(traceparent, 'a=1')).toEqual({ traceparent, tracestate: 'a=1' });
    },
  );

  it.each([
    '',
    'x',
    `${TRACEPARENT.replace('00-', '01-')}.x`,
    `${TRACEPARENT.replace('00-', '01-')}-`,
    `${TRACEPARENT.replace('00-', '01-')}-${'x'.repeat(1_000)}`,
    `${TRACEPARENT.replace('00-', '01-')}-a\r\nb`,
    TRACEPARENT.toUpperCase(),
    `${TRACEPARENT}-00`,
    TRACEPARENT.replace('00-', 'ff-'),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  ])('an invalid traceparent %j is as good as none, and takes tracestate with it', (traceparent) => {
    expect(readTraceContext(traceparent, 'a=1')).toBeUndefined();
  });

  it.each([
    '',
    ' , ',
    'a',
    'A=1',
    'a=1,a=2',
    'a=1=2',
    'a=\u00e9',
    'a=1\r\nb: c',
    `a=${'x'.repeat(257)}`,
    Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(','),
  ])('an invalid tracestate %j is left out', (tracestate) => {
    expect(readTraceContext(TRACEPARENT, tracestate)).toEqual({ traceparent: TRACEPARENT });
  });

  it('passes over empty members and blanks around others', () => {
    expect(readTraceContext(TRACEPARENT, 'a=1 ,, b=2')?.tracestate).toBe('a=1,b=2');
  });

  it('leaves out members of more than 128 characters first, as the standard asks', () => {
    const [long, short] = [`long=${'x'.repeat(250)}`, `k=${'x'.repeat(100)}`];
    const given = [long, short, `j=${'x'.repeat(126)}`, `i=${'x'.repeat(100)}`].join(',');
    expect(readTraceContext(TRACEPARENT, given)?.tracestate).toBe(given.slice(long.length + 1));
  });

  it('leaves out whole members from the end of one with more than 512 characters', () => {
    const members = ['a', 'b', 'c', 'd', 'e'].map((key) => `${key}=${'x'.repeat(120)}`);
    const kept = members.slice(0, 4).join(',');
    expect(readTraceContext(TRACEPARENT, members.join(','))?.tracestate).toBe(kept);
  });
});
