/** What `doctor` found, for machines: schemas/doctor.schema.json. */
import type { Examination } from '../../model/examination.ts';
import { versionedJson } from '../json-text.ts';
import { isReady, tally } from './verdict.ts';

export function renderDoctorJson(examinations: readonly Examination[]): string {
  return versionedJson({ examinations: examinations.map(examinationJson) });
}

function examinationJson(examination: Examination): object {
  const { deployment, adapter, steps } = examination;
  return {
    deployment,
    adapter,
    ready: isReady(examination),
    summary: tally(examination),
    steps: steps.map(({ name, status, message, hint }) => ({
      ...{ name, status, message },
      ...(hint !== undefined && { hint }),
    })),
  };
}
