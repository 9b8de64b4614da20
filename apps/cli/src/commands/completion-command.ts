import { readFile } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { apiCompletionSource } from '../completion/api-completion-source.js';
import type { Completion } from '../completion/completion.js';
import { completeWords } from '../completion/complete-words.js';
import { renderBashCompletion, renderCompletion } from '../completion/render-completion.js';
import { splitShellLine } from '../completion/shell-words.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
Prints a script that completes commands, options and their values, and in a query the names of fields and their
commonest values, which it asks the api for when one answers at once. The shell must find millrace by that name.

Examples:
  source <(millrace completion bash)                              # in ~/.bashrc
  source <(millrace completion zsh)                               # in ~/.zshrc, after compinit
  millrace completion fish > ~/.config/fish/completions/millrace.fish`;

/** The command `millrace completion SHELL`. */
export function completionCommand(context: CliContext): Command {
  return new Command('completion')
    .description('print a script with which a shell completes commands and queries')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action(async (shell: Shell) => {
      const script = await readFile(new URL(`../../shell/millrace.${shell}`, import.meta.url), 'utf8');
      context.terminal.print(script.trimEnd());
    });
}

/**
 * The command `millrace complete`, which the scripts call: what a line that is being typed may become. It gets the words
 * after the program's name as they are typed; from bash its word breaks, and the line up to the cursor.
 */
export function completeCommand(program: Command, context: CliContext): Command {
  const source = apiCompletionSource(context.config);
  const complete = (words: readonly string[]) => completeWords(program, words, source);
  return new Command('complete')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .argument('[words...]')
    .action(async (shell: Shell, words: readonly string[]) => {
      const lines = shell === 'bash' ? await forBash(words, complete) : await forOthers(words, complete);
      for (const line of lines) context.terminal.print(line);
    });
}

type Complete = (words: readonly string[]) => Promise<Completion>;

async function forBash([wordBreaks = '', line = '']: readonly string[], complete: Complete) {
  const typed = splitShellLine(line);
  const word = typed.at(-1) ?? { text: '', openQuote: '', openAt: line.length };
  const completion = await complete(typed.slice(1).map(({ text }) => text));
  return renderBashCompletion(completion, { line, word, wordBreaks });
}

async function forOthers(words: readonly string[], complete: Complete) {
  return renderCompletion(await complete(words.map((word) => splitShellLine(word).at(-1)?.text ?? '')));
}
