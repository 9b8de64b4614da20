import { describe, expect, it } from 'vitest';
import { countLines } from '../token-count/count-phrase.js';
import { standardTokens } from '../token-count/standard-tokens.js';

describe('standardTokens', () => {
  it.each([
    ['sshd[24200]: Failed password', ['sshd', '24200', 'failed', 'password']],
    ['rhost=173.234.31.186 user=root', ['rhost', '173.234.31.186', 'user', 'root']],
    ['173.234.31.186.', ['173.234.31.186']],
    ['block blk_-6952295868487656571 done', ['block', 'blk_', '6952295868487656571', 'done']],
    ['/etc/httpd/conf/workers2.properties', ['etc', 'httpd', 'conf', 'workers2', 'properties']],
    ['req-38101a0b-2096', ['req', '38101a0b', '2096']],
    ['dfs.DataNode$PacketResponder: 1', ['dfs.datanode', 'packetresponder', '1']],
    ["can't 1,000.5 a_b __ 12:30", ["can't", '1,000.5', 'a_b', '12', '30']],
  ])('splits %s', (text, expected) => {
    expect(standardTokens(text)).toEqual(expected);
  });

  it('cuts a word longer than 255 characters', () => {
    expect(standardTokens('x'.repeat(300)).map((token) => token.length)).toEqual([255, 45]);
  });
});

describe('countLines', () => {
  it('tells words from characters: part of an address is no word of it', () => {
    const lines = ['from 173.234.31.186 port', 'version 173.234 here', 'other'];
    const counts = countLines(lines, '173.234');
    expect(counts).toMatchObject({ byTokens: 1, byCharacters: 2 });
    expect(counts.onlyCharacters).toEqual([lines[0]]);
  });

  it('finds a phrase whatever its case and marks', () => {
    expect(countLines(['FAILED-password for'], '"Failed password"')).toMatchObject({
      byTokens: 1,
      byCharacters: 0,
    });
  });
});
