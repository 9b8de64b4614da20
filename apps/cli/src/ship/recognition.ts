import type { LogFormat } from '@millrace/intake';
import type { Entry } from './read-entries.js';

/** What was recognised in the logs of one source; every count is of logs. */
export interface Recognition {
  /** Times found, found without a year, and not found. */
  readonly times: { readonly recognised: number; readonly yearless: number; readonly missing: number };
  /** The first stamp without a year, as the log spells it (its first characters). */
  readonly firstYearless: string | undefined;
  readonly levels: { readonly recognised: number; readonly missing: number };
  readonly formats: Readonly<Partial<Record<LogFormat, number>>>;
  /** Names found in the text, most frequent first, at most three. */
  readonly services: readonly string[];
  /** Logs whose text named no service. */
  readonly withoutService: number;
}

const SHOWN_STAMP_CHARACTERS = 15;
const SHOWN_SERVICES = 3;
/** Names told apart; a source that names more is summed up by the first of them. */
const MAX_SERVICES = 1_000;

/** Counts what is recognised, log by log. */
export function createRecognition() {
  const times = { recognised: 0, yearless: 0, missing: 0 };
  const levels = { recognised: 0, missing: 0 };
  const formats: Partial<Record<LogFormat, number>> = {};
  const services = new Map<string, number>();
  let withoutService = 0;
  let firstYearless: string | undefined;

  const countTime = (entry: Entry): void => {
    const kind = entry.log?.stamp?.kind;
    times[kind === undefined ? 'missing' : 'recognised']++;
    if (kind !== 'yearless') return;
    times.yearless++;
    firstYearless ??= entry.bytes.toString('utf8', 0, SHOWN_STAMP_CHARACTERS);
  };
  const countService = (service: string | undefined): void => {
    if (service === undefined) withoutService++;
    else if (services.has(service) || services.size < MAX_SERVICES) {
      services.set(service, (services.get(service) ?? 0) + 1);
    }
  };
  return {
    add(entry: Entry): void {
      countTime(entry);
      levels[entry.log?.level === undefined ? 'missing' : 'recognised']++;
      const format = entry.log?.format;
      if (format !== undefined) formats[format] = (formats[format] ?? 0) + 1;
      countService(entry.log?.texts['service.name']);
    },
    result: (): Recognition => ({
      times: { ...times },
      firstYearless,
      levels: { ...levels },
      formats: { ...formats },
      services: mostFrequent(services),
      withoutService,
    }),
  };
}

function mostFrequent(counts: ReadonlyMap<string, number>): readonly string[] {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.slice(0, SHOWN_SERVICES).map(([name]) => name);
}
