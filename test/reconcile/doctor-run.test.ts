/** Deployments side by side: whatever one of them does, the others are looked at, and it ends. */
import { expect, test } from 'vitest';
import { DEFAULT_GUARDS, type Deployment } from '../../src/model/deployment.ts';
import { PartnerctlError } from '../../src/model/errors.ts';
import type { Examination, ExaminationStep } from '../../src/model/examination.ts';
import { DEFAULT_CONFIG } from '../../src/model/workspace.ts';
import { type DoctorEdges, runDoctor } from '../../src/reconcile/doctor-run.ts';

const never = new Promise<never>(() => undefined);
const ok = (name: string): ExaminationStep => ({ name, status: 'ok', message: 'm' });

const deployment = (name: string, timeout?: number): Deployment => ({
  ...{ name, adapter: 'test', unmanaged: 'report', guards: DEFAULT_GUARDS },
  options: timeout === undefined ? {} : { timeout },
});

interface Scene {
  readonly deployments: readonly Deployment[];
  readonly examine: (name: string, signal: AbortSignal) => AsyncIterable<ExaminationStep>;
  readonly delay?: DoctorEdges['delay'];
  readonly signal?: AbortSignal;
}

async function examined(scene: Scene): Promise<readonly Examination[]> {
  const { deployments, examine, delay = async () => await never, signal = new AbortController().signal } = scene;
  return await runDoctor(
    { root: '/', today: '2030-01-01', policy: { ...DEFAULT_CONFIG, deployments }, deployments: [] },
    { examine: ({ name }, _, until) => examine(name, until), delay, signal },
  );
}

test('many, in the order of the configuration, whoever is first', async () => {
  const names = ['g', 'f', 'e', 'd', 'c', 'b', 'a'];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const found = await examined({
    deployments: names.map((name) => deployment(name)),
    async *examine(name) {
      if (name === 'f') open();
      if (name === 'g') await gate;
      yield ok(name);
    },
  });
  expect(found.map(({ deployment: name, steps }) => [name, steps[0]?.name])).toEqual(names.map((name) => [name, name]));
});

test('one that neither answers nor listens: the others do not wait for it, and it is told to stop', async () => {
  let told: AbortSignal | undefined;
  const waited: number[] = [];
  const found = await examined({
    deployments: [deployment('deaf', 100), deployment('well')],
    async *examine(name, signal) {
      yield ok('first');
      if (name === 'well') return;
      told = signal;
      await never;
    },
    delay: async (ms) => {
      waited.push(ms);
      if (told === undefined) await never;
    },
  });
  expect(found[0]?.steps).toMatchObject([
    { name: 'first', status: 'ok' },
    { name: 'answer', status: 'failed', message: 'nothing for 300 seconds: what comes after was not looked at' },
  ]);
  expect(found[1]?.steps).toEqual([ok('first')]);
  expect(new Set(waited)).toEqual(new Set([180_000, 300_000]));
  expect(told?.aborted).toBe(true);
});

test('an error of an adapter is a step; a bug is a bug', async () => {
  const throwing = (error: Error): Scene => ({
    deployments: [deployment('edge')],
    async *examine() {
      yield ok('first');
      throw error;
    },
  });
  const found = await examined(throwing(new PartnerctlError('c', 'edge: it is broken', 'mend it')));
  expect(found[0]?.steps).toEqual([
    ok('first'),
    { name: 'adapter', status: 'failed', message: 'it is broken', hint: 'mend it' },
  ]);
  await expect(examined(throwing(new TypeError('a bug')))).rejects.toThrow('a bug');
});

test('aborted: nothing is said of what was not seen', async () => {
  const controller = new AbortController();
  const found = examined({
    deployments: [deployment('edge')],
    async *examine(_, signal) {
      yield ok('first');
      controller.abort(new Error('interrupted'));
      signal.throwIfAborted();
    },
    signal: controller.signal,
  });
  await expect(found).rejects.toThrow('interrupted');
});
