import { expect, it } from 'vitest';
import { shellWords } from './shell-words.mjs';

it.each([
  ['npm start   # until Ctrl-C, "quietly"', [['npm', 'start']]],
  [
    "npm start   # doesn't end\nnpm ci",
    [
      ['npm', 'start'],
      ['npm', 'ci'],
    ],
  ],
  ['# only a comment', []],
  ['curl http://a/#b', [['curl', 'http://a/#b']]],
  ['npx millrace search "a # b"', [['npx', 'millrace', 'search', 'a # b']]],
  [
    'npm ci && npm start',
    [
      ['npm', 'ci'],
      ['npm', 'start'],
    ],
  ],
  [
    `search '"a" | b' | head -3`,
    [
      ['search', '"a" | b'],
      ['head', '-3'],
    ],
  ],
  ['ship \\\n  a.log', [['ship', 'a.log']]],
  [
    "printf '%s' x |\n  curl y",
    [
      ['printf', '%s', 'x'],
      ['curl', 'y'],
    ],
  ],
  ['BROKERS=a:1 npm start', [['npm', 'start']]],
  [`KEY=$(node -p "require('./x').key")\ncurl "$KEY"`, [['curl', '$KEY']]],
])('takes the commands of %j', (script, commands) => {
  expect(shellWords(script)).toEqual(commands);
});
