/** Evidence in files: written by `--save`, read by `--max-age` and `plan --probe`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeTextAtomic } from '../../disk/atomic-text.ts';
import { PartnerctlError, UsageError } from '../../model/errors.ts';
import type { DomainEvidence } from '../../model/probe.ts';
import type { ProbeReport } from '../../model/probe-verdict.ts';
import { systemMessage } from '../../model/system-message.ts';
import { parseProbeFile } from '../../render/probe/probe-file.ts';
import { renderProbeJson } from '../../render/probe/probe-json.ts';

/** Larger than what 10,000 domains fill. */
const MAX_BYTES = 256 * 1024 * 1024;
const HINT = 'name a file that `partnerctl probe --save FILE` has written';

/** Undefined: there is no such file. Throws UsageError for anything else than saved evidence. */
export function savedEvidence(path: string, cwd: string): readonly DomainEvidence[] | undefined {
  const text = readText(path, cwd);
  if (text === undefined) return undefined;
  const parsed = parseProbeFile(text);
  if (parsed.kind === 'problem') throw new UsageError(`${path} cannot be used: ${parsed.message}`, HINT);
  return parsed.evidence;
}

function readText(path: string, cwd: string): string | undefined {
  try {
    const bytes = readFileSync(resolve(cwd, path));
    if (bytes.length > MAX_BYTES) throw new UsageError(`${path} is too large for saved evidence`, HINT);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UsageError(`${path} cannot be read: ${systemMessage(error)}`, HINT);
  }
}

/** Replaces the file whole. */
export async function saveEvidence(path: string, cwd: string, report: ProbeReport): Promise<void> {
  try {
    await writeTextAtomic(resolve(cwd, path), renderProbeJson(report));
  } catch (error) {
    throw new PartnerctlError(
      'cannot-save',
      `the evidence could not be saved: ${systemMessage(error)}`,
      'choose another --save',
    );
  }
}
