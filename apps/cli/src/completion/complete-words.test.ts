import { describe, expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { createProgram } from '../program.js';
import { completeWords } from './complete-words.js';
import type { Candidate, CompletionSource } from './completion.js';

const source: CompletionSource = {
  fieldNames: () => Promise.resolve(['service.name']),
  fieldValues: () => Promise.resolve(['checkout']),
  searchNames: () => Promise.resolve(['slow']),
};
const context = { config: { access: {}, stateDir: undefined } } as unknown as CliContext;
const program = createProgram(context, []);

async function words(...typed: readonly string[]) {
  const completion = await completeWords(program, typed, source);
  return completion === 'files' ? completion : completion.map(({ word }) => word);
}

describe('completeWords', () => {
  it('knows commands and theirs, with what they do, and none that are hidden', async () => {
    expect(await words('sea')).toEqual(['search', 'searches']);
    expect(await words('compl')).toEqual(['completion']);
    expect(await words('key', 'r')).toEqual(['rotate', 'revoke']);
    const [search] = (await completeWords(program, ['search'], source)) as readonly Candidate[];
    expect(search?.description).toBe('find logs, newest first');
  });

  it('knows options, those of a command that runs by default too, and where they end', async () => {
    expect(await words('search', '--si')).toEqual(['--since']);
    expect(await words('correlations', '--stat')).toEqual(['--status']);
    expect(await words('ship', '--', '--ser')).toBe('files');
  });

  it('knows the values of options: choices, times, and what follows an equals sign', async () => {
    expect(await words('tail', '--policy', 'lo')).toEqual(['lossless']);
    expect(await words('tail', '--policy=la')).toEqual(['--policy=latest']);
    expect(await words('search', '--since', '1')).toEqual(['15m', '1h']);
    expect(await words('key', 'create', '--scope', 'se')).toEqual(['search']);
    expect(await words('search', '--limit', '')).toEqual([]);
  });

  it('completes queries wherever a command takes one, and files for ship', async () => {
    expect(await words('search', '--since', '1h', 'serv')).toEqual(['service.name:']);
    expect(await words('tail', 'error', 'service.name:c')).toEqual(['service.name:checkout']);
    expect(await words('search', '--saved', '')).toEqual(['slow']);
    expect(await words('searches', 'delete', '')).toEqual(['slow']);
    expect(await words('ship', '')).toBe('files');
    expect(await words('ship', '--json', 'a.log', 'b')).toBe('files');
  });
});
