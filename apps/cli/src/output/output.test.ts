import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableBlock, printableJson } from './printable.js';
import { cell, renderTable } from './table.js';
import { createTerminal } from './terminal.js';

const plain = (_style: string, text: string): string => text;

describe('printable', () => {
  it('shows escapes of what could move the cursor, colour the screen or turn the reading order', () => {
    expect(printable('a\u200fb\u{e0041}\u200bc')).toBe('a\\u200fb\\u{e0041}\\u200bc');
    expect(printable('a\u001b[31mb\u0007\u009b2J\r\n\u202ex')).toBe('a\\x1b[31mb\\x07\\x9b2J\\r\\n\\u202ex');
  });

  it('leaves every other text as it is', () => {
    expect(printable('grün 字 🚀 […]')).toBe('grün 字 🚀 […]');
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(printableBlock(text).replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('printableJson', () => {
  it('lets nothing act on a terminal, and is read as the same value', () => {
    const hostile = { 'k\u009b': 'a\u009b2J\u202eb\u007f\u{e0041}\u200f', plain: 'grün 字 🚀' };
    expect(printableJson(hostile)).toBe(
      '{"k\\u009b":"a\\u009b2J\\u202eb\\u007f\\udb40\\udc41\\u200f","plain":"grün 字 🚀"}',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = printableJson({ [text]: text });
        expect(json).toBe(printable(json));
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });
});

describe('renderTable', () => {
  it('aligns columns, numbers to the right with separators', () => {
    const columns = [{ heading: 'topic' }, { heading: 'written', align: 'right' as const }];
    const rows = [
      [cell('logs/1'), cell(1234567)],
      [cell('x\u001b'), cell(5)],
    ];
    expect(renderTable(columns, rows, plain)).toEqual([
      'topic     written',
      'logs/1  1,234,567',
      'x\\x1b           5',
    ]);
  });
});

describe('createTerminal', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, written, write: (chunk: string | Uint8Array) => written.push(String(chunk)) };
  };

  /** One that takes nothing until it is told to. */
  const fullStream = () => {
    const out = Object.assign(new EventEmitter(), { write: () => false });
    return { out, terminal: createTerminal({ out, err: stream(false), noColour: true }) };
  };

  it('waits for a slow reader with one listener, however much was printed', async () => {
    const { out, terminal } = fullStream();
    for (let line = 0; line < 50; line += 1) terminal.print('x');
    expect(out.listenerCount('drain')).toBe(1);
    const drained = terminal.drained(new AbortController().signal);
    out.emit('drain');
    await drained;
    terminal.print('x');
    expect(out.listenerCount('drain')).toBe(1);
  });

  it('waits no longer once the command was interrupted', async () => {
    const { terminal } = fullStream();
    const interrupted = new AbortController();
    terminal.print('x');
    const drained = terminal.drained(interrupted.signal);
    interrupted.abort(new Error('interrupted'));
    await expect(drained).rejects.toThrow('interrupted');
  });

  it('prints JSON in which nothing acts on the terminal', () => {
    const out = stream(true);
    createTerminal({ out, err: stream(true), noColour: true }).printJson({ a: '\u009b2J' });
    expect(out.written).toEqual(['{"a":"\\u009b2J"}\n']);
  });

  it('colours a terminal', () => {
    const terminal = createTerminal({ out: stream(true), err: stream(false), noColour: false });
    expect(terminal.paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(terminal.paintNote('red', 'x')).toBe('x');
  });

  it('does not colour a pipe, nor anything when NO_COLOR is set', () => {
    expect(
      createTerminal({ out: stream(false), err: stream(false), noColour: false }).paint('red', 'x'),
    ).toBe('x');
    expect(createTerminal({ out: stream(true), err: stream(true), noColour: true }).paint('red', 'x')).toBe(
      'x',
    );
  });
});
