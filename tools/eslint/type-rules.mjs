/** Where this workspace departs from typescript-eslint's strict preset, each with its reason. */
export const typeRules = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // Numbers print without surprise, and error messages name offsets and counts.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  // A port's method is async by contract, whether or not this implementation waits.
  '@typescript-eslint/require-await': 'off',
  // A callback may be answered at once or later: `void | Promise<void>`.
  '@typescript-eslint/no-invalid-void-type': 'off',
  // Ports and what `createX` returns are records of closures; none of them has a `this` to lose.
  '@typescript-eslint/unbound-method': 'off',
  // Nest modules are classes that hold nothing but their decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

/** In tests, values from parsed replies are asserted rather than typed; a wrong one fails the test. */
export const typeRulesOfTests = {
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/no-empty-function': 'off',
};
