import { RE2JS } from 're2js';
import { z } from 'zod';

const DEFAULT_SECRET_FIELDS = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'api_key',
  'apikey',
  'access_key',
  'secret_access_key',
  'private_key',
  'authorization',
  'proxy_authorization',
  'cookie',
  'cookies',
  'session_id',
  'jsessionid',
  'phpsessid',
  'credentials',
  'credit_card',
  'card_number',
  'cvv',
  'ssn',
];

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is removed from logs before anything is written. It fixes the record for good: what a policy lets through
 * stays until retention, what it removes cannot be had back.
 */
export const redactionPolicySchema = z.strictObject({
  enabled: z.boolean().default(true).describe('false writes logs as they came'),
  secretFields: z
    .array(z.string().regex(/^[a-z0-9_]{2,64}$/, 'a name in snake_case'))
    .max(256)
    .default(DEFAULT_SECRET_FIELDS)
    .describe(
      'names whose values are secrets, in fields and as name=value in text; case, _ and - do not matter',
    ),
  rules: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
        pattern: z.string().min(1).max(1024).refine(compiles, 'a regular expression in RE2 syntax'),
      }),
    )
    .max(32)
    .default([])
    .describe('further patterns, in RE2 syntax so that matching takes linear time'),
});

/** See {@link redactionPolicySchema}. */
export type RedactionPolicy = z.infer<typeof redactionPolicySchema>;

/** The policy of a deployment that set none. */
export const DEFAULT_REDACTION_POLICY: RedactionPolicy = Object.freeze(redactionPolicySchema.parse({}));
