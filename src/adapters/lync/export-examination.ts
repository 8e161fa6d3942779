/** `doctor` for a deployment that is an export: is it there, whole, and how old is it? */
import type { AdapterContext } from '../../model/adapter.ts';
import { type ExaminationStep, failedStep, skipped } from '../../model/examination.ts';
import { failing } from '../failure.ts';
import { readExport } from './export.ts';
import { partnersAndDomains } from './looks.ts';
import type { ExportOptions } from './options.ts';

const DAY_MS = 86_400_000;
const OLD_DAYS = 7;

export async function* examineExport(
  { deployment, root, now }: AdapterContext,
  options: ExportOptions,
  signal: AbortSignal,
): AsyncGenerator<ExaminationStep> {
  signal.throwIfAborted();
  try {
    const { exportedAt, partners } = await readExport(root, options, failing(deployment, 'read', options.path));
    yield { name: 'export', status: 'ok', message: `${options.path} is whole: ${partnersAndDomains(partners)}` };
    yield ageStep(exportedAt, Math.floor((now().getTime() - Date.parse(exportedAt)) / DAY_MS));
  } catch (error) {
    yield failedStep('export', error, [options.path]);
    yield* skipped(['age'], 'export');
  }
}

function ageStep(exportedAt: string, days: number): ExaminationStep {
  if (days < -1)
    return {
      name: 'age',
      status: 'warning',
      message: `it was made at ${exportedAt}, which is still to come`,
      hint: 'one of the two clocks is wrong',
    };
  const message = `it was made at ${exportedAt}`;
  if (days <= OLD_DAYS) return { name: 'age', status: 'ok', message };
  const hint = 'make it again: a plan on it shows the state of that day';
  return { name: 'age', status: 'warning', message: `${message}, ${days} days ago`, hint };
}
