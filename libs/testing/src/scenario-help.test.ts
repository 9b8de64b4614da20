import { expect, it } from 'vitest';
import { scenarioHelp } from './scenario-help.js';

const source = "/**\n * Measures the way in.\n *\n * Slowly.\n */\nimport 'x';\n/** Not this. */\n";
const options = { docs: { about: 'documents a turn', fallback: 200 } };

it('gives the usage, the header, each option with its default, and what becomes of the servers', () => {
  const help = scenarioHelp(source, { name: 'sink', command: 'bench', options, servers: ['KAFKA_BROKERS'] });
  expect(help.split('\n').slice(0, 8)).toEqual([
    'Usage: npm run bench -- sink [OPTION …]',
    '',
    'Measures the way in.',
    '',
    'Slowly.',
    '',
    '  --docs N  documents a turn (default 200)',
    '  --help    this text',
  ]);
  expect(help).toContain('Servers: KAFKA_BROKERS.\n');
  expect(help).not.toContain('Not this');
});

it('says so when no server is needed', () => {
  expect(scenarioHelp(source, { name: 'ids', command: 'bench', options, servers: [] })).toContain(
    'Needs no servers.',
  );
});
