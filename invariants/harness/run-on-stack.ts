import { createStack } from './stack.js';
import type { Stack, StackOptions } from './stack.js';

/**
 * Runs a scenario on a stack of its own, stops the stack whatever happens, and sets the exit status of the process: 0
 * only when the scenario says that everything was as expected. Otherwise the services' logs are kept and named.
 */
export async function runOnStack(
  options: StackOptions,
  scenario: (stack: Stack) => Promise<boolean>,
): Promise<void> {
  process.exitCode = 1;
  // Leaves by `exit`, at which the services are killed; a signal's default would leave them behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const stack = await createStack(options);
  let clean = false;
  try {
    await stack.start();
    clean = await scenario(stack);
  } finally {
    await stack.stop(!clean);
    if (!clean) console.log(`The services' logs are in ${stack.logsDir}`);
  }
  process.exitCode = clean ? 0 : 1;
}
