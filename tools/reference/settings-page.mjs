import { describeConfig } from '@millrace/runtime';
import { markdownTable } from './markdown-table.mjs';

/** The local start reads its settings without a schema; they are described here. */
const LOCAL_START = [
  [
    '`KAFKA_BROKERS`, `ELASTICSEARCH_URL`, `MONGODB_URL`',
    'servers to use; only unnamed ones are started',
    'none',
  ],
  ['`MILLRACE_HOME`', 'directory of the local start: data, logs, credentials', '`.millrace` of the checkout'],
  [
    '`MILLRACE_CACHE_DIR`',
    'where downloaded servers are kept',
    '`$XDG_CACHE_HOME/millrace`, else `~/.cache/millrace`',
  ],
  ['`MILLRACE_KAFKA_HEAP_MB`', 'Java heap of Kafka, MiB', '512'],
  ['`MILLRACE_ELASTICSEARCH_HEAP_MB`', 'Java heap of Elasticsearch, MiB', '1024'],
  ['`MILLRACE_MONGODB_CACHE_MB`', 'WiredTiger cache of MongoDB, MiB', '256'],
  [
    '`MILLRACE_KAFKA_PORT`, `MILLRACE_ELASTICSEARCH_PORT`, `MILLRACE_MONGODB_PORT`',
    'fixed ports',
    'a free one',
  ],
];

/**
 * Environment variables of every service, from the schemas that read them.
 *
 * @param {Readonly<Record<string, Parameters<typeof describeConfig>[0]>>} schemas by app
 */
export function settingsPage(schemas) {
  const sections = Object.entries(schemas).map(([app, schema]) => {
    const rows = describeConfig(schema).map((setting) => [
      `\`${setting.variable}\``,
      setting.about,
      setting.allowed,
      setting.required ? 'required' : setting.fallback === undefined ? 'not set' : `\`${setting.fallback}\``,
    ]);
    return `## ${app}\n\n${markdownTable(['variable', 'what', 'allowed', 'default'], rows)}\n`;
  });
  const local = `## Local start (\`npm start\`)\n\n${markdownTable(['variable', 'what', 'default'], LOCAL_START)}\n`;
  return `# Settings\n\nA wrong value stops the start and names the variable, what was given and what is allowed.\n\n${[...sections, local].join('\n')}`;
}
