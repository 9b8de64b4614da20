import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.js';

/**
 * The text of a PEM file a setting names; undefined when the setting is not set. Read once, at the start. Throws
 * {@link ConfigError} when the file cannot be read or holds no PEM block.
 */
export function readPem(variable: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const text = contents(file);
  if (text?.includes('-----BEGIN ')) return text;
  throw new ConfigError([
    { variable, given: JSON.stringify(file), allowed: 'the path of a readable PEM file' },
  ]);
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
