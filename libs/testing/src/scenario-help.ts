import type { NumberOptions } from './read-number-options.js';

/** A variable of the environment that names a server. */
export type ServerVariable = 'KAFKA_BROKERS' | 'ELASTICSEARCH_URL' | 'MONGODB_URL';

/** What the help of a program tells beside its header. */
export interface ScenarioUsage {
  readonly name: string;
  /** npm script that runs it. */
  readonly command: string;
  readonly options: NumberOptions;
  readonly servers: readonly ServerVariable[];
}

/** The help of a program: how it is called, its header comment, its options, and what it does with which servers. */
export function scenarioHelp(source: string, usage: ScenarioUsage): string {
  const { name, command, options, servers } = usage;
  const rows = Object.entries(options).map(([option, { about, fallback }]): [string, string] => [
    `--${option} N`,
    `${about} (default ${fallback})`,
  ]);
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    `Usage: npm run ${command} -- ${name} [OPTION …]`,
    '',
    headerOf(source),
    '',
    ...rows.map(([option, about]) => `  ${option.padEnd(width)}  ${about}`),
    '',
    ...serverLines(servers, command),
    '',
  ].join('\n');
}

/** The text of the first header comment, its lines as they are. */
function headerOf(source: string): string {
  const header = /\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? '';
  return header.replace(/^\s*\* ?/gm, '').trim();
}

const OF_CHAOS = 'a tenant and a database of names of their own are made there, and the usual topics used';
const OF_OTHERS = 'topics, indices and databases of names of their own are made there and removed at the end';

function serverLines(servers: readonly ServerVariable[], command: string): readonly string[] {
  if (servers.length === 0) return ['Needs no servers.'];
  return [
    `Servers: ${servers.join(', ')}.`,
    `One that is set is used as it is; ${command === 'chaos' ? OF_CHAOS : OF_OTHERS}.`,
    `For those that are not set, npm run ${command} starts a server with empty data, and removes it afterwards.`,
  ];
}
