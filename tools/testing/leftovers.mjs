import { readFile } from 'node:fs/promises';
import { processesWithVariable } from '@millrace/local-servers';

/**
 * Ends whatever still runs of the processes that were started with this variable, and says what it was. A process
 * that is gone holds no port, so nothing else needs to be looked for.
 *
 * @param {string} variable
 * @param {string} value
 * @returns {Promise<string[]>} one line for each process; empty when nothing was left
 */
export async function endLeftovers(variable, value) {
  const pids = await processesWithVariable(variable, value);
  return await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself meanwhile, too late all the same.
      }
      return `process ${pid} was left running: ${command.replaceAll('\0', ' ').trim().slice(0, 200)}`;
    }),
  );
}
