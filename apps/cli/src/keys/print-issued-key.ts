import type { z } from 'zod';
import type { issuedKeySchema } from '../replies/key-reply.js';
import { printable } from '../output/printable.js';
import type { Terminal } from '../output/terminal.js';

/** Prints a new key alone on standard output, so that a script can take it, and what it is on standard error. */
export function printIssuedKey(
  issued: z.infer<typeof issuedKeySchema>,
  options: { readonly json?: true },
  terminal: Terminal,
): void {
  if (options.json) {
    terminal.printJson(issued);
    return;
  }
  const { keyId, name, tenant, scopes } = issued.description;
  terminal.note(
    `Key ${printable(keyId)} "${printable(name)}" of ${printable(tenant)} may: ${scopes.join(', ')}.`,
  );
  terminal.note('It is shown this once and stored nowhere:');
  terminal.print(issued.key);
}
