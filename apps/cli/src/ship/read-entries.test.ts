import { describe, expect, it } from 'vitest';
import { encodeEntry } from './encode-entry.js';
import { readEntries, type Entry, type UnsendableLine } from './read-entries.js';

const NO_RULES = { service: undefined, fallbackService: undefined, withIds: true };

async function read(content: Buffer | string, chunkBytes = 7): Promise<(Entry | UnsendableLine)[]> {
  const bytes = Buffer.from(content);
  async function* source() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const found: (Entry | UnsendableLine)[] = [];
  for await (const entry of readEntries(source(), () => undefined)) found.push(entry);
  return found;
}

async function idsOf(content: string): Promise<string[]> {
  const entries = (await read(content)).filter((entry) => entry.kind === 'entry');
  return entries.map((entry) => JSON.parse(encodeEntry(entry, NO_RULES))['event.id']);
}

const LINES = ['2026-11-21 12:00:00 one', '2026-11-21 12:00:01 one', '2026-11-21 12:00:01 one'];

describe('readEntries', () => {
  it('joins a stack trace to the line above it', async () => {
    const text =
      '2026-11-21T12:00:00Z ERROR failed\njava.io.IOException: x\n\tat a.B.c(B.java:1)\n2026-11-21T12:00:01Z INFO on\n';
    const entries = (await read(text)) as Entry[];
    expect(entries.map((entry) => entry.lines)).toEqual([3, 1]);
    expect(entries.map((entry) => entry.line)).toEqual([1, 4]);
    expect(entries[1]?.log?.level).toBe('info');
  });

  it('sets aside what is no UTF-8 and goes on after it', async () => {
    const content = Buffer.concat([
      Buffer.from('first\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('third\n'),
    ]);
    const found = await read(content);
    expect(found.map((entry) => entry.kind)).toEqual(['entry', 'unsendable', 'entry']);
    expect(found[1]).toMatchObject({ code: 'invalid-utf8', byteOffset: 6 });
    expect(found.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('numbers lines as an editor does, blank ones too', async () => {
    const content = Buffer.concat([
      Buffer.from('\n \none\n\n'),
      Buffer.from([0xff]),
      Buffer.from('\n\ntwo\n\tof it\n\nsix'),
    ]);
    expect((await read(content)).map(({ line }) => line)).toEqual([3, 5, 7, 10]);
  });
});

describe('ids of shipped entries', () => {
  it('are the same at every reading, and differ for equal lines in different places', async () => {
    const ids = await idsOf(LINES.join('\n'));
    expect(new Set(ids).size).toBe(3);
    expect(await idsOf(LINES.join('\n'))).toEqual(ids);
  });

  it('stay what they were when lines are appended', async () => {
    const before = await idsOf(`${LINES.join('\n')}\n`);
    const after = await idsOf(`${LINES.join('\n')}\n${LINES.join('\n')}\n`);
    expect(after.slice(0, 3)).toEqual(before);
    expect(new Set(after).size).toBe(6);
  });

  it('differ between files whose first lines differ', async () => {
    const [, second] = await idsOf('a\nsame\n');
    const [, other] = await idsOf('b\nsame\n');
    expect(second).not.toBe(other);
  });
});

describe('encodeEntry', () => {
  it('names the file as the service only where the text names none', async () => {
    const [plain, syslog] = (await read('hello\nNov 21 12:00:00 host sshd[1]: hello\n')) as [Entry, Entry];
    const rules = { ...NO_RULES, fallbackService: 'auth' };
    expect(JSON.parse(encodeEntry(plain, rules))['service.name']).toBe('auth');
    expect(JSON.parse(encodeEntry(syslog, rules))).not.toHaveProperty('service.name');
  });

  it('lets --service win over the text, and sends no id where places do not stay', async () => {
    const [entry] = (await read('Nov 21 12:00:00 host sshd[1]: hello\n')) as [Entry];
    const line = JSON.parse(encodeEntry(entry, { ...NO_RULES, service: 'mine', withIds: false }));
    expect(line).toEqual({ 'service.name': 'mine', 'event.original': 'Nov 21 12:00:00 host sshd[1]: hello' });
  });
});
