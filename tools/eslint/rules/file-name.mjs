import { basename, relative } from 'node:path';

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const CATCH_ALL = /^(?:utils?|helpers?|common|shared|misc|types|interfaces|constants)$/;
const ROLE_SUFFIX = /\.(?:service|dto|helper|util|interface|enum|type)$/;

/**
 * Files are kebab-case and named after what they hold: no catch-all names (`utils`, `helpers`, `common`, `types` …),
 * for files as for folders, and no role suffixes (`.service`, `.dto` …).
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab: 'Name "{{name}}" in kebab-case, after its main export.',
      catchAll: '"{{name}}" says nothing of what it holds: one concept a file, named after its main export.',
      role: 'Name "{{name}}" after what it does, not after its role: sources and sinks are nouns, steps verb-noun.',
    },
  },
  create(context) {
    return {
      Program(node) {
        const path = relative(context.cwd, context.filename).split('\\').join('/');
        const stem = basename(path).replace(/\.(?:ts|mjs|js)$/, '');
        const subject = stem.replace(/\.(?:test|integration\.test|unit\.test|bench|chaos)$/, '');
        const catchAll = [...path.split('/').slice(0, -1), subject].find((part) => CATCH_ALL.test(part));
        if (!KEBAB_CASE.test(stem)) context.report({ node, messageId: 'kebab', data: { name: stem } });
        if (catchAll) context.report({ node, messageId: 'catchAll', data: { name: catchAll } });
        if (ROLE_SUFFIX.test(subject)) context.report({ node, messageId: 'role', data: { name: stem } });
      },
    };
  },
};
