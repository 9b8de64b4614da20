import { levelOfSeverity, severityOf } from '@millrace/schemas';

/** Level as the sender spelt it (lower case) and OpenTelemetry severity number (0 unknown). */
export interface Level {
  readonly level: string;
  readonly severity: number;
}

const SYSLOG_LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** pino and bunyan; custom levels lie in between and count as the one below. */
const PINO_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const PYTHON_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'];

/** The level of a word; severity 0 when the word is not known. */
export function levelOfWord(word: string): Level {
  const level = word.trim().toLowerCase();
  return { level, severity: severityOf(level) };
}

/** Whether a word names a level. */
export function isLevelWord(word: string): boolean {
  return severityOf(word) > 0;
}

/** The level of a syslog severity code, 0–7. */
export function levelOfSyslog(code: number): Level | undefined {
  return named(SYSLOG_LEVELS[code]);
}

/** The level of an OpenTelemetry severity number, 1–24. */
export function levelOfSeverityNumber(severity: number): Level | undefined {
  const level = levelOfSeverity(severity);
  return level === undefined ? undefined : { level, severity };
}

/** The level of Python's `levelno`. */
export function levelOfPython(levelno: number): Level | undefined {
  return levelno < 10 ? undefined : named(PYTHON_LEVELS[Math.min(Math.floor(levelno / 10), 5) - 1]);
}

/** The level of a field that may hold a word, a number of pino or bunyan (from 10), or of syslog (0–7, GELF). */
export function levelOfValue(value: string | number): Level | undefined {
  const text = String(value).trim();
  if (text === '') return undefined;
  if (!/^\d{1,3}$/.test(text)) return levelOfWord(text);
  const number = Number(text);
  if (number < 10) return levelOfSyslog(number);
  return named(PINO_LEVELS[Math.min(Math.floor(number / 10), PINO_LEVELS.length) - 1]);
}

function named(level: string | undefined): Level | undefined {
  return level === undefined ? undefined : { level, severity: severityOf(level) };
}
