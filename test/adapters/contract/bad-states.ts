/** A deployment that cannot be read whole is an error, for reading and for writing: never an empty state. */
import { expect } from 'vitest';
import { AdapterError, type AdapterOperation } from '../../../src/model/errors.ts';
import { add, apply, type Check, type Harness, neverAborted, read } from './harness.ts';
import { distinct } from './reading-and-writing.ts';

/** One check for each way in which the deployment can be broken. */
export function badStates(corruptions: readonly string[]): readonly Check[] {
  return corruptions.map((kind) => ({
    name: `${kind}: cannot be read nor written, and is not taken for empty`,
    run: async (harness) => {
      const { adapter } = harness;
      const [one, two] = distinct(harness);
      await apply(adapter, [add(one)]);
      const { revision } = await read(adapter);
      await corrupt(harness, kind);
      await expectError('read', read(adapter));
      const context = { revision, workspace: null, commit: 'c0ffee', actor: 'alice', signal: neverAborted };
      await expectError('write', adapter.write([add(two)], context));
      // the write has not put a new state in the place of the broken one
      await expectError('read', read(await harness.connect()));
    },
  }));
}

async function corrupt(harness: Harness, kind: string): Promise<void> {
  const make = harness.corruptions[kind];
  if (make === undefined) throw new Error(`the harness cannot do: ${kind}`);
  await make();
}

async function expectError(operation: AdapterOperation, call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome) || !(outcome.error instanceof AdapterError))
    return expect.fail(`${operation} did not throw an AdapterError, but: ${JSON.stringify(outcome)}`);
  const { deployment, code, message, hint } = outcome.error;
  expect(outcome.error.operation).toBe(operation);
  expect(code).toMatch(/^[a-z-]+$/);
  for (const text of [deployment, message, hint]) expect(text).toMatch(/./);
}
