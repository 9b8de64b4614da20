import { readFileSync } from 'node:fs';
import { DEFAULT_REDACTION_POLICY, redactionPolicySchema } from '@millrace/intake';
import type { RedactionPolicy } from '@millrace/intake';
import { ConfigError } from '@millrace/runtime';
import { describeProblem, validationProblems } from '@millrace/schemas';

const VARIABLE = 'MILLRACE_REDACTION_FILE';

/**
 * The redaction policy in a JSON file, or the built-in one when no file is named. Read once, at the start. Throws
 * `ConfigError` that says path, value and expectation of everything wrong with it: with half a policy nothing may be
 * written, because what it lets through cannot be taken back.
 */
export function readRedactionPolicy(file: string | undefined): RedactionPolicy {
  if (file === undefined) return DEFAULT_REDACTION_POLICY;
  const value = readJson(file);
  const policy = redactionPolicySchema.safeParse(value);
  if (policy.success) return policy.data;
  const problems = validationProblems(policy.error, value).map(describeProblem);
  throw refused(file, `a redaction policy; ${problems.join('; ')}`);
}

function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused(file, 'the path of a file that holds JSON');
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw refused(file, 'the path of a readable file');
  }
}

function refused(file: string, allowed: string): ConfigError {
  return new ConfigError([{ variable: VARIABLE, given: JSON.stringify(file), allowed }]);
}
