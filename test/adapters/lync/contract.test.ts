/** The contract that every adapter keeps, kept by the lync adapter with a stand-in for PowerShell. */
import { adapterContract } from '../contract.ts';
import { lyncHarness } from './lync-harness.ts';

adapterContract('lync', () => lyncHarness());
