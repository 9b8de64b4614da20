/**
 * @typedef {object} ShellBlock a fenced block of shell commands in a Markdown page
 * @property {number} line of its opening fence, from 1
 * @property {boolean} run whether its info string says `test`: the block can be run as it stands
 * @property {string} script
 */

const FENCE = /^```(\S*)[ \t]*([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm;
const SHELLS = new Set(['sh', 'bash', 'shell', 'console']);

/**
 * The shell blocks of a page, in order.
 *
 * @param {string} markdown
 * @returns {ShellBlock[]}
 */
export function shellBlocks(markdown) {
  return [...markdown.matchAll(FENCE)]
    .filter(([, language]) => SHELLS.has(language ?? ''))
    .map((match) => ({
      line: markdown.slice(0, match.index).split('\n').length,
      run: (match[2] ?? '').split(/\s+/).includes('test'),
      script: match[3] ?? '',
    }));
}
