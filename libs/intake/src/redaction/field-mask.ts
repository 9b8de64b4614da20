/** What stands for the value of a secret field. */
export const FIELD_MASK = '[REDACTED:field]';
