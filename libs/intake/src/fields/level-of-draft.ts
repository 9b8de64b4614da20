import type { FieldDraft } from './field-draft.js';
import { levelOfPython, levelOfSeverityNumber, levelOfSyslog, levelOfValue, levelOfWord } from './level.js';
import type { Level } from './level.js';

/** The level of a structured log: the word if there is one, with the number the sender gave beside it. */
export function levelOfDraft(draft: FieldDraft): Level | undefined {
  const numbered = takeNumber(draft, 'severity.number', levelOfSeverityNumber);
  const level = takeLevel(draft, numbered);
  const python = takeNumber(draft, 'level.python', levelOfPython);
  const syslog = takeNumber(draft, 'level.syslog', levelOfSyslog);
  const otherwise = numbered ?? python ?? syslog;
  if (level === undefined) return otherwise;
  if (numbered !== undefined) return { level: level.level, severity: numbered.severity };
  return level.severity === 0 && otherwise ? { level: level.level, severity: otherwise.severity } : level;
}

function takeLevel(draft: FieldDraft, numbered: Level | undefined): Level | undefined {
  const given = draft.take('level');
  if (given === undefined) return undefined;
  const { name, value } = given;
  if (typeof value === 'string' || typeof value === 'number') {
    // The canonical document spells OpenTelemetry's number `severity`; a number there is not pino's.
    if (typeof value === 'number' && name === 'severity') return numbered ?? levelOfSeverityNumber(value);
    const level = levelOfValue(value);
    if (level !== undefined) return withSeverityField(draft, level);
  }
  draft.putBack(given);
  return undefined;
}

/** `log.level` beside a numeric `severity`, as a canonical document has them. */
function withSeverityField(draft: FieldDraft, level: Level): Level {
  const other = draft.take('level');
  if (other === undefined) return level;
  if (other.name === 'severity' && typeof other.value === 'number') {
    const numbered = levelOfSeverityNumber(other.value);
    if (numbered !== undefined) return { level: level.level, severity: numbered.severity };
  }
  draft.putBack(other);
  return level.severity > 0 || typeof other.value === 'object' ? level : upgraded(level, other.value);
}

function upgraded(level: Level, value: string | number | boolean): Level {
  return { level: level.level, severity: levelOfWord(String(value)).severity };
}

function takeNumber(
  draft: FieldDraft,
  role: 'severity.number' | 'level.python' | 'level.syslog',
  levelOf: (value: number) => Level | undefined,
): Level | undefined {
  const given = draft.take(role);
  if (given === undefined) return undefined;
  const level =
    typeof given.value === 'object' || given.value === '' ? undefined : levelOf(Number(given.value));
  if (level === undefined) draft.putBack(given);
  return level;
}
