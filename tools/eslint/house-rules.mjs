import { fileName } from './rules/file-name.mjs';
import { headerComment } from './rules/header-comment.mjs';
import { independentSteps } from './rules/independent-steps.mjs';

/** Rules of this workspace that no published plugin has. */
export const houseRules = {
  rules: {
    'file-name': fileName,
    'header-comment': headerComment,
    'independent-steps': independentSteps,
  },
};
