import { projectTestConfig } from '../../vitest.base.js';

export default projectTestConfig(import.meta.dirname);
