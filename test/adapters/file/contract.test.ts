/** The file adapter keeps the contract. */
import { adapterContract } from '../contract.ts';
import { fileHarness } from './file-harness.ts';

adapterContract('the file adapter', fileHarness);
