/**
 * One piece of a script: a quoted text, a substitution `$(…)`, an escape, a comment, a separator, white space, or any
 * other run of characters. Tried in this order at each place.
 */
const PIECE =
  /'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<substitution>\$\((?:[^()'"]|'[^']*'|"[^"]*"|\([^()]*\))*\))|\\(?<escaped>[\s\S])|(?<comment>(?<![^\s;|&])#[^\n]*)|(?<separator>\|\|?|&&?|;|\n)|(?<space>[ \t]+)|(?<plain>[^\s'"\\|&;$]+|\$)/g;

/**
 * The simple commands of a shell script as words: comments dropped, quotes resolved, continued lines joined, pipelines
 * and lists taken apart, assignments in front of a command removed. Enough for commands shown to people; substitutions
 * are kept as they are and here-documents are not read.
 *
 * @param {string} script
 * @returns {string[][]} no command is empty
 */
export function shellWords(script) {
  /** @type {string[][]} */
  const commands = [[]];
  /** @type {string | undefined} */
  let word;
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (const { groups = {} } of script.matchAll(PIECE)) {
    const { single, double, substitution, escaped, comment, separator, space, plain } = groups;
    if (space !== undefined || comment !== undefined || separator !== undefined || escaped === '\n')
      endWord();
    else word = (word ?? '') + (single ?? double ?? substitution ?? escaped ?? plain ?? '');
    if (separator !== undefined) commands.push([]);
  }
  endWord();
  return commands.map(withoutAssignments).filter((words) => words.length > 0);
}

/** @param {string[]} words */
function withoutAssignments(words) {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return first === -1 ? [] : words.slice(first);
}
