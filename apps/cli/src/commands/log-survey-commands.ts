import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { askLogs, type Answering } from '../logs/ask-logs.js';
import { renderFields } from '../logs/render-fields.js';
import { renderHistogram } from '../logs/render-histogram.js';
import { renderPatterns } from '../logs/render-patterns.js';
import { fieldsReplySchema } from '../replies/fields-reply.js';
import { histogramReplySchema } from '../replies/histogram-reply.js';
import { patternsReplySchema } from '../replies/patterns-reply.js';
import { WHEN_HELP } from '../time/parse-when.js';
import { withTimeOptions } from './time-options.js';
import { wholeNumber } from './whole-number.js';

const END = `
The query is that of millrace search; without one it is about all logs.
Times: ${WHEN_HELP}.
Exit status: 0 asked; 1 the answer may be incomplete; 2 the query, a time or an option is not valid; 3 the api cannot be
reached or denies access.`;

type Options = Answering<never>['options'];

/** Commands that say something of all logs a query finds: `fields`, `histogram` and `patterns`. */
export function logSurveyCommands(context: CliContext): readonly Command[] {
  return [fieldsCommand(context), histogramCommand(context), patternsCommand(context)];
}

function surveyCommand(name: string, description: string): Command {
  return withTimeOptions(
    new Command(name)
      .description(description)
      .argument('[query...]', 'about which logs; several arguments are one query, none is all'),
  ).option('--json', 'print the answer as JSON');
}

function fieldsCommand(context: CliContext): Command {
  return surveyCommand('fields', 'what fields the logs have, with their commonest values')
    .option('--prefix <text>', 'only names that begin like this')
    .option('--field <field>', 'only this one; --prefix is then the beginning of its values')
    .option('--values <n>', 'values listed of each field', wholeNumber('--values', 0, 100), 5)
    .option('--limit <n>', 'most fields to list', wholeNumber('--limit', 1, 1_000), 200)
    .option('--sample <n>', 'logs to look at', wholeNumber('--sample', 1, 5_000), 1_000)
    .addHelpText(
      'after',
      `${END}\nExamples:\n  millrace fields\n  millrace fields service.name:checkout --since 1h\n  millrace fields --field http.route --values 20`,
    )
    .action(async (query: string[], options: Options & FieldsOptions) => {
      const { prefix, field, values, limit, sample } = options;
      const parameters = { prefix, field, values, limit, sample };
      const question = {
        path: '/v1/logs/fields',
        query: query.join(' '),
        parameters,
        reply: fieldsReplySchema,
      };
      const { paint, width } = context.terminal;
      const render = (reply: Parameters<typeof renderFields>[0]) =>
        renderFields(reply, { paint, width: width() });
      context.exitWith(await askLogs(question, { render, options }, context));
    });
}

interface FieldsOptions {
  readonly prefix?: string;
  readonly field?: string;
  readonly values: number;
  readonly limit: number;
  readonly sample: number;
}

function histogramCommand(context: CliContext): Command {
  return surveyCommand('histogram', 'how many logs there are over time, by level or by a field')
    .option('--by <field>', 'what the parts of a bar are', 'level')
    .option('--top <n>', 'values of the field that are told apart', wholeNumber('--top', 1, 20), 5)
    .option('--buckets <n>', 'most bars; the step is chosen for it', wholeNumber('--buckets', 1, 500), 30)
    .option('--interval <step>', 'length of a step, such as 10s, 5m, 1h, 1d')
    .addHelpText(
      'after',
      `${END}\nExamples:\n  millrace histogram --since 1h\n  millrace histogram 'severity>=17' --by service.name --since 1d\n  millrace histogram error --interval 1m --json | jq '.buckets[].count'`,
    )
    .action(async (query: string[], options: Options & HistogramOptions) => {
      const { by, top, buckets, interval } = options;
      const parameters = { by, top, buckets, interval };
      const path = '/v1/logs/histogram';
      const question = { path, query: query.join(' '), parameters, reply: histogramReplySchema };
      const { paint, width } = context.terminal;
      const render = (reply: Parameters<typeof renderHistogram>[0]) =>
        renderHistogram(reply, { paint, width: width() });
      context.exitWith(await askLogs(question, { render, options }, context));
    });
}

interface HistogramOptions {
  readonly by: string;
  readonly top: number;
  readonly buckets: number;
  readonly interval?: string;
}

function patternsCommand(context: CliContext): Command {
  return surveyCommand('patterns', 'what kinds of messages there are, the commonest first')
    .option('--queries', 'show below each the query that finds its logs')
    .option('--limit <n>', 'most patterns to list', wholeNumber('--limit', 1, 200), 50)
    .option('--sample <n>', 'logs to look at', wholeNumber('--sample', 1, 10_000), 5_000)
    .addHelpText(
      'after',
      `${END}\nExamples:\n  millrace patterns --since 1h\n  millrace patterns 'severity>=17' --queries`,
    )
    .action(async (query: string[], options: Options & PatternsOptions) => {
      const { limit, sample, queries } = options;
      const path = '/v1/logs/patterns';
      const question = {
        path,
        query: query.join(' '),
        parameters: { limit, sample },
        reply: patternsReplySchema,
      };
      const { paint, width } = context.terminal;
      const render = (reply: Parameters<typeof renderPatterns>[0]) =>
        renderPatterns(reply, { paint, width: width(), withQueries: queries === true });
      context.exitWith(await askLogs(question, { render, options }, context));
    });
}

interface PatternsOptions {
  readonly queries?: true;
  readonly limit: number;
  readonly sample: number;
}
