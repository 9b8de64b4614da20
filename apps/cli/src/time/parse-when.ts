import { usageError } from '../cli-error.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const DURATION = /^(\d{1,6})(s|m|h|d|w)$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** What `--since` and `--until` accept, for their help. */
export const WHEN_HELP =
  'how long ago (30s, 15m, 2h, 7d, 4w), "now", or an ISO date or time (UTC unless it names a zone)';

/**
 * The instant an option names, ISO 8601 in UTC.
 *
 * @param option name of the option, for the message
 * @throws CliError (usage) when the text is no time
 */
export function parseWhen(text: string, option: string, nowMs: number): string {
  const ms = instantOf(text.trim(), nowMs);
  if (ms !== undefined && Math.abs(ms) <= 8.64e15) return new Date(ms).toISOString();
  throw usageError(`${option}: "${text}" is no time`, `Allowed: ${WHEN_HELP}.`);
}

function instantOf(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  const agoMs = durationOf(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  const iso = ISO.exec(text);
  if (!iso || !isInCalendar(text.slice(0, 10))) return undefined;
  const timed = text.length > 10;
  const ms = Date.parse(
    timed && iso[1] === undefined ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T'),
  );
  return Number.isNaN(ms) ? undefined : ms;
}

/** `Date` reads the 31st of February as the 3rd of March. */
function isInCalendar(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/** Milliseconds of `30s`, `15m`, `2h`, `7d` or `4w`. @throws CliError (usage) when the text is none of these */
export function parseDuration(text: string, option: string): number {
  const ms = durationOf(text.trim());
  if (ms !== undefined) return ms;
  throw usageError(
    `${option}: "${text}" is no duration`,
    'Allowed: a number and s, m, h, d or w, such as 24h.',
  );
}

function durationOf(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match ? Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0) : undefined;
}
