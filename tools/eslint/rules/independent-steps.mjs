import { dirname, resolve } from 'node:path';

const STEP = /^(.*\/steps)\/([^/]+?)(?:\.[^/]*)?(?:\/|$)/;

/**
 * The folder of steps a path lies in and the name of its step (a file or a folder), or undefined outside of steps.
 *
 * @param {string} path absolute
 */
function stepOf(path) {
  const match = STEP.exec(path);
  return match ? { folder: match[1], step: match[2] } : undefined;
}

/**
 * Steps know nothing of one another: `pipeline.ts` composes them.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const independentSteps = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      sibling:
        'Step "{{from}}" imports step "{{to}}": compose steps in pipeline.ts, and move what both need out of steps/.',
    },
  },
  create(context) {
    const from = stepOf(context.filename);
    if (from === undefined) return {};

    /** @param {any} node */
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const to = stepOf(resolve(dirname(context.filename), specifier));
      if (to?.folder !== from.folder || to?.step === from.step) return;
      context.report({ node, messageId: 'sibling', data: { from: String(from.step), to: String(to?.step) } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
