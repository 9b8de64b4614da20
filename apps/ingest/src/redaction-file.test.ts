import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_REDACTION_POLICY } from '@millrace/intake';
import { ConfigError } from '@millrace/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRedactionPolicy } from './redaction-file.js';

describe('readRedactionPolicy', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redaction-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(text: string): string {
    const path = join(folder, 'policy.json');
    writeFileSync(path, text);
    return path;
  }
  function refusal(path: string): string {
    try {
      readRedactionPolicy(path);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return 'none';
  }

  it('is the built-in policy when no file is named', () => {
    expect(readRedactionPolicy(undefined)).toBe(DEFAULT_REDACTION_POLICY);
  });

  it('reads a policy and fills in what it does not say', () => {
    const policy = readRedactionPolicy(file('{"rules":[{"name":"iban","pattern":"DE\\\\d{20}"}]}'));
    expect(policy).toMatchObject({ enabled: true, rules: [{ name: 'iban' }] });
    expect(policy.secretFields).toContain('password');
  });

  it('says path, value and expectation of what is wrong', () => {
    const message = refusal(file('{"enabled":"yes","rules":[{"name":"iban","pattern":"("}]}'));
    expect(message).toContain('MILLRACE_REDACTION_FILE');
    expect(message).toContain('enabled: given "yes"');
    expect(message).toContain('rules.0.pattern: given "(", expected a regular expression');
  });

  it('refuses what is no JSON and what cannot be read', () => {
    expect(refusal(file('{'))).toContain('a file that holds JSON');
    expect(refusal(join(folder, 'missing.json'))).toContain('a readable file');
  });
});
