import { readFile } from 'node:fs/promises';

/** The blocks of shell commands that a Markdown page shows to be typed, in their order. */
export async function pageScripts(file: string): Promise<readonly string[]> {
  const page = await readFile(file, 'utf8');
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) => script);
}
