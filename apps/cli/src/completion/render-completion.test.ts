import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Completion } from './completion.js';
import { renderBashCompletion, renderCompletion } from './render-completion.js';
import { splitShellLine } from './shell-words.js';

const WORD_BREAKS = ' \t\n"\'><=;|&(:';
const whole = (word: string) => ({ word, description: '' });
const begun = (word: string) => ({ word, description: '', goesOn: true as const });

/** What the line is after bash has put the first reply in. */
function lineAfter(line: string, completion: Completion) {
  const word = splitShellLine(line).at(-1)!;
  const replies = renderBashCompletion(completion, { line, word, wordBreaks: WORD_BREAKS });
  return replies.map((reply) => reply.slice(1));
}

describe('renderBashCompletion', () => {
  it('replaces only what stands behind the last word break, and ends a whole word', () => {
    expect(lineAfter('m search service.name:ch', [whole('service.name:checkout')])).toEqual(['checkout ']);
    expect(lineAfter('m sea', [whole('search')])).toEqual(['search ']);
    expect(lineAfter('m search a\\:b', [begun('a:bc')])).toEqual(['a\\:bc']);
  });

  it('quotes what it adds as the line does, and leaves an open quotation mark to bash', () => {
    expect(lineAfter('m search x', [begun('x>"a b"')])).toEqual(['x\\>\\"a\\ b\\"']);
    expect(lineAfter(`m search 'a service.name:ch`, [whole(`a service.name:ch'x`)])).toEqual([
      `a service.name:ch'\\''x`,
    ]);
  });

  it('adds nothing to an expansion, which could become a command that runs', () => {
    expect(lineAfter('m search "$', [whole('$(reboot)')])).toEqual([]);
    expect(lineAfter('m search x$', [whole('x$(reboot)')])).toEqual([]);
    expect(lineAfter("m search '$", [whole('$(reboot)')])).toEqual(['$(reboot)']);
    expect(lineAfter('m search \\$', [whole('$(reboot)')])).toEqual(['\\$\\(reboot\\) ']);
  });

  it('offers a name alone twice behind a quotation mark, which bash would close', () => {
    expect(lineAfter(`m search 'lat`, [begun('latency:')])).toEqual(['latency:', 'latency:*']);
  });
});

describe('renderCompletion', () => {
  it('is a line a candidate, and none for what would break a line', () => {
    expect(renderCompletion([{ word: 'a', description: 'b\nc' }, begun('d:'), whole('e\nf')])).toEqual([
      '=a\tb c',
      '+d:\t',
    ]);
    expect(renderCompletion('files')).toEqual(['files']);
  });
});

const script = (shell: string) => fileURLToPath(new URL(`../../shell/millrace.${shell}`, import.meta.url));

function isHere(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs commands in a shell in which `millrace` prints its arguments, after `=`, as the only candidate. */
function run(shell: string, commands: string): readonly string[] {
  return execFileSync(shell, ['-c', commands], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

describe('the scripts', () => {
  it('give bash what millrace makes of the line up to the cursor', () => {
    const commands = `
      millrace() { printf '=%s\\n' "$*"; }
      source '${script('bash')}'; source '${script('bash')}'
      COMP_LINE='millrace search a$(reboot) rest' COMP_POINT=26 COMP_WORDBREAKS=':'
      _millrace 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(run('bash', commands)).toEqual(['complete bash -- : millrace search a$(reboot)']);
  });

  it.skipIf(!isHere('fish'))('give fish candidates with their descriptions (skipped without fish)', () => {
    const commands = `
      function millrace; printf '=sea:%s\\tabout\\n' (count $argv); end
      source '${script('fish')}'; complete -C 'millrace x "sea'`;
    expect(run('fish', commands)).toEqual(['sea:5\tabout']);
  });

  it.skipIf(!isHere('zsh'))('are read by zsh (skipped without zsh)', () => {
    expect(run('zsh', `compdef() { print -r -- "$*" }; source '${script('zsh')}'`)).toEqual([
      '_millrace millrace',
    ]);
  });
});
