import { builtinRules } from 'eslint/use-at-your-own-risk';

/**
 * A plugin holding ESLint's own rules under another name.
 *
 * ESLint keeps one severity and one set of options per rule name, and a later entry replaces an earlier one. Under a
 * name of its own, a rule can warn at one figure and fail at another, and the restrictions of two policies hold in
 * one file; the name in a report then says which policy was broken.
 *
 * @param {...string} names rules to include
 * @returns {import('eslint').ESLint.Plugin}
 */
export function coreRuleAliases(...names) {
  return {
    rules: Object.fromEntries(
      names.map((name) => {
        const rule = builtinRules.get(name);
        if (rule === undefined) throw new Error(`aliasing ESLint rules: there is no rule named ${name}`);
        return [name, rule];
      }),
    ),
  };
}
