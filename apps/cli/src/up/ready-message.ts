import { seconds } from './describe-event.js';
import { NAME_COLUMNS } from './service-definitions.js';

/** What the screen says once everything is ready. */
export interface ReadyFacts {
  readonly totalMs: number;
  readonly serversMs: number;
  readonly servicesMs: number;
  /** Addresses by name, in the order in which they are shown. */
  readonly services: Readonly<Record<string, string>>;
  readonly servers: Readonly<Record<string, string>>;
  readonly credentialsFile: string;
  readonly logsDir: string;
}

/** The ready screen: how long it took, where everything is, how to get in and what to try. It never holds a key. */
export function readyMessage(facts: ReadyFacts): string {
  const addresses = Object.entries({ ...facts.services, ...withoutSecrets(facts.servers) });
  return [
    '',
    `ready in ${seconds(facts.totalMs)} (servers ${seconds(facts.serversMs)}, services ${seconds(facts.servicesMs)})`,
    '',
    ...addresses.map(([name, address]) => `  ${name.padEnd(NAME_COLUMNS)} ${address}`),
    `  ${'keys'.padEnd(NAME_COLUMNS)} ${facts.credentialsFile} (readable by you alone; the commands below find it)`,
    `  ${'logs'.padEnd(NAME_COLUMNS)} ${facts.logsDir}`,
    '',
    'Try in another terminal:',
    '  npx millrace ship /var/log/*.log      send log files',
    '  npx millrace tail error               watch them come in',
    '  npx millrace search error             find them',
    '  npx millrace audit                    check that every log is accounted for',
    '',
    'Ctrl-C stops everything and keeps the data; npm run reset clears it.',
    '',
  ].join('\n');
}

function withoutSecrets(addresses: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(addresses);
  return Object.fromEntries(entries.map(([name, address]) => [name, address.replace(/\/\/[^/@]*@/, '//')]));
}
