/** The reporter as vitest's `--reporter` loads one: by its default export. */
export { FailureReporter as default } from './failure-reporter.mjs';
