/** Level names as senders spell them (lower case) → OpenTelemetry severity number, the lowest of the level's range. */
const SEVERITY_BY_LEVEL: ReadonlyMap<string, number> = new Map([
  ['trace', 1],
  ['finest', 1],
  ['finer', 1],
  ['verbose', 1],
  ['debug', 5],
  ['fine', 5],
  ['config', 5],
  ['info', 9],
  ['information', 9],
  ['informational', 9],
  ['notice', 10],
  ['warn', 13],
  ['warning', 13],
  ['error', 17],
  ['err', 17],
  ['severe', 17],
  ['crit', 18],
  ['critical', 18],
  ['alert', 19],
  ['fatal', 21],
  ['emerg', 21],
  ['emergency', 21],
  ['panic', 21],
]);

/** Severity number 1–24 of a level name in any case; 0 when the name is not known. */
export function severityOf(level: string): number {
  return SEVERITY_BY_LEVEL.get(level.toLowerCase()) ?? 0;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** The level name that stands for an OpenTelemetry severity number, for records that carry only the number. */
export function levelOfSeverity(severity: number): (typeof LEVELS)[number] | undefined {
  if (!Number.isInteger(severity) || severity < 1 || severity > 24) return undefined;
  return LEVELS[Math.floor((severity - 1) / 4)];
}
