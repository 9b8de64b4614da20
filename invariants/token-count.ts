import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printTable } from './harness/print-table.js';
import { runCli } from './harness/run-cli.js';
import { waitUntil } from './harness/wait-until.js';
import { countLines, explainDifference } from './token-count/count-phrase.js';

/**
 * Counts the lines of files that a search has to find, by the rules of Elasticsearch's analyzer but without it, and
 * compares with `millrace search --count` and with plain `grep -cF`.
 *
 *   npx tsx --conditions @millrace/source invariants/token-count.ts --query 'sshd[24200]' --query '"Failed password"' FILE…
 *
 * The files have to be all that the tenant of the key in use holds. Exits with 1 when a search counts otherwise;
 * differences to grep are explained line by line (the first of each kind).
 */
const USAGE = `Usage: token-count.ts --query QUERY [--query …] [--offline] FILE…
  --query QUERY  text to be found; may be given several times
  --offline      only counts, and asks no search`;
const SEARCHABLE_WITHIN_MS = 30_000;
const { values, files } = readArguments();
const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => line !== '');
const rows: (string | number)[][] = [];
const remarks: string[] = [];
let wrong = 0;
for (const query of values.query) {
  const counts = countLines(lines, query);
  const found = values.offline ? undefined : await searchUntil(query, counts.byTokens);
  if (found !== undefined && found !== counts.byTokens) wrong++;
  rows.push([query, counts.byTokens, found ?? '-', counts.byCharacters, verdict(counts.byTokens, found)]);
  for (const [only, count] of [
    [counts.onlyCharacters, 'grep alone finds'],
    [counts.onlyTokens, 'search alone finds'],
  ] as const) {
    const [first] = only;
    if (first !== undefined) {
      remarks.push(
        `${query}: ${count} ${only.length} lines; ${explainDifference(first, query)}`,
        `    ${first}`,
      );
    }
  }
}
console.log(`${lines.length} lines of ${files.length} files\n`);
printTable(['query', 'by tokens', 'search --count', 'grep -cF', ''], rows);
console.log(['', ...remarks].join('\n'));
process.exitCode = wrong === 0 ? 0 : 1;

/** What the command line asks for. Prints the usage and ends the process with `--help` (0) or when it is wrong (2). */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        query: { type: 'string', multiple: true, default: [] },
        offline: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (values.query.length === 0 || positionals.length === 0)
      throw new Error('a query and a file are needed');
    return { values, files: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** The count of a search; asked again for a while when it differs, since logs become searchable some time after. */
async function searchUntil(query: string, expected: number): Promise<number> {
  let found = -1;
  await waitUntil({ what: query, deadlineMs: SEARCHABLE_WITHIN_MS, everyMs: 1_000 }, async () => {
    found = await search(query);
    return found === expected ? true : undefined;
  }).catch(() => undefined);
  return found;
}

async function search(query: string): Promise<number> {
  const { status, stdout, stderr } = await runCli(['search', query, '--count'], process.env);
  if (status !== 0) throw new Error(`searching ${query}: ${stderr}`);
  return Number(stdout.trim());
}

function verdict(expected: number, found: number | undefined): string {
  if (found === undefined) return '';
  return found === expected ? 'equal' : 'DIFFERS';
}
