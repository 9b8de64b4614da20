import { errorCodesPage } from './error-codes-page.mjs';
import { topicsPage } from './topics-page.mjs';

/**
 * Every generated page of `docs/reference`, by file name.
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function referencePages() {
  return {
    'error-codes.md': errorCodesPage(),
    'topics.md': topicsPage(),
  };
}
