/**
 * An exported declaration has a header comment: what it promises, how it fails, its units.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const headerComment = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say in a /** header */ what "{{name}}" promises and how it fails.' },
  },
  create(context) {
    /** Overloads and merged declarations share the header of the first. */
    const documented = new Set();
    return {
      'ExportNamedDeclaration[declaration]'(/** @type {any} */ node) {
        const { declaration } = node;
        const name = (declaration.id ?? declaration.declarations?.[0]?.id)?.name ?? 'export';
        const comment = context.sourceCode.getCommentsBefore(node).at(-1);
        if (comment?.type === 'Block' && comment.value.startsWith('*')) documented.add(name);
        if (!documented.has(name)) context.report({ node, messageId: 'missing', data: { name } });
      },
    };
  },
};
