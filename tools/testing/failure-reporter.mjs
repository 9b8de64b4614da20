import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FAILURES } from './reports.mjs';

/**
 * @typedef {import('./describe-failures.mjs').Failure} Failure
 * @typedef {import('vitest/node').Reporter} Reporter
 * @typedef {import('vitest').TestError & { type?: string, VITEST_TEST_PATH?: string, VITEST_TEST_NAME?: string }} ReportedError
 */

/**
 * A reporter of vitest: a line for each file that passed, and at the end all that failed in `failures.json`, also
 * what vitest's own report leaves out: hooks and errors that no test stands for.
 *
 * @implements {Reporter}
 */
export class FailureReporter {
  #root = '';

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#root = vitest.config.root;
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    // What failed is printed by another reporter, in full.
    if (module.state() === 'failed') return;
    const tests = [...module.children.allTests()];
    const skipped = tests.filter((test) => test.result().state === 'skipped').length;
    const count = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    const file = relative(this.#root, module.moduleId);
    console.log(
      ` ✓ ${module.project.name} ${file} (${count}) ${Math.round(module.diagnostic().duration)} ms`,
    );
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} unhandled
   */
  async onTestRunEnd(modules, unhandled) {
    const failures = modules.flatMap((module) => failuresOf(module, relative(this.#root, module.moduleId)));
    const path = join(this.#root, FAILURES);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify([...failures, ...unhandled.map((error) => this.#unhandled(error))]));
  }

  /**
   * @param {ReportedError} error
   * @returns {Failure}
   */
  #unhandled(error) {
    const { VITEST_TEST_PATH: path, VITEST_TEST_NAME: during, type = 'Unhandled error' } = error;
    const name = during ? `${type}, seen during: ${during}` : type;
    return { file: path ? relative(this.#root, path) : '', name, errors: [plain(error)] };
  }
}

/**
 * @param {import('vitest/node').TestModule} module
 * @param {string} file
 * @returns {Failure[]}
 */
function failuresOf(module, file) {
  const suites = [...module.children.allSuites()].map((suite) => ({
    name: `${suite.fullName} (its hooks)`,
    errors: suite.errors(),
  }));
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    errors: test.result().errors ?? [],
    failed: test.result().state === 'failed',
  }));
  return [{ name: '(the file)', errors: module.errors() }, ...suites, ...tests]
    .filter((one) => one.errors.length > 0 || ('failed' in one && one.failed))
    .map(({ name, errors }) => ({ file, name, errors: errors.map(plain) }));
}

/**
 * @param {ReportedError} error
 * @returns {import('./describe-failures.mjs').FailureError}
 */
function plain({ name, message, diff, stack, stacks, cause }) {
  const frames = stacks?.map(({ file, line, column }) => `${file}:${line}:${column}`) ?? [];
  return {
    message: name && name !== 'Error' ? `${name}: ${message}` : message,
    ...(diff && { diff }),
    ...(cause?.message && { cause: cause.message }),
    frames: frames.length > 0 ? frames : (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
  };
}
