import { createInMemoryHarness } from './in-memory-harness.js';
import { recordLogContract } from './record-log-contract.js';

recordLogContract('the in-memory log', async () => createInMemoryHarness());
