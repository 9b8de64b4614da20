import { levelOfSeverity, logsMapping } from '@millrace/schemas';

/** Holders of a sender's own fields; nobody asks for them by these names. */
const HOLDERS: ReadonlySet<string> = new Set(['attributes', 'numbers']);

/** Fields that every log may have, and the short name `level`: known without asking anybody. */
export const KNOWN_FIELDS: readonly string[] = Object.freeze([
  'level',
  ...Object.keys(logsMapping()).filter((field) => !HOLDERS.has(field)),
]);

/** Names of levels, from the least to the worst. */
export const KNOWN_LEVELS: readonly string[] = Object.freeze(
  Array.from({ length: 24 }, (_, before) => levelOfSeverity(before + 1)).filter(
    (level, at, all) => level !== undefined && all.indexOf(level) === at,
  ) as string[],
);
