/** What the options of probe-option-specs.ts say: as whom, and through what, a probe asks. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { systemMessage } from '../../model/system-message.ts';
import type { ProbeOptions } from '../../probe/probe.ts';
import { type Call, flag, one } from '../command.ts';
import { domainArgument } from '../domain-argument.ts';

/** `localDomains`: of partnerctl.yaml. Throws UsageError for what cannot be used together, or not be read. */
export function probeOptions(call: Call, localDomains: readonly string[]): ProbeOptions {
  const from = one(call, 'from');
  const cert = one(call, 'cert');
  const key = one(call, 'key');
  const ca = one(call, 'ca');
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--cert and --key belong together', 'give both, or neither');
  const authenticate = flag(call, 'authenticate');
  if (authenticate && cert === undefined)
    throw new UsageError(
      '--authenticate needs a certificate',
      'give --cert and --key, and --from unless localDomains says it',
    );
  const sender = from === undefined ? (localDomains[0] ?? null) : domainArgument(from);
  if (cert !== undefined && sender === null)
    throw new UsageError(
      '--cert needs --from: a server compares the two',
      'give --from with the domain that the certificate names',
    );
  return {
    from: sender,
    certificate:
      cert === undefined || key === undefined
        ? null
        : { cert: read(call, '--cert', cert), key: read(call, '--key', key) },
    ownCa: ca === undefined ? null : read(call, '--ca', ca),
    authenticate,
    dnsServer: one(call, 'dns') ?? null,
    allowPrivate: flag(call, 'allowPrivate'),
  };
}

function read(call: Call, option: string, path: string): string {
  try {
    return readFileSync(resolve(call.io.cwd, path), 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${path} cannot be read: ${systemMessage(error)}`, 'name a PEM file');
  }
}
