/** Every rule about a probed partner, in the order of docs/rules.md. */
import type { ProbeRule } from './rule.ts';
import { certificateInvalid } from './rules/certificate-invalid.ts';
import { certificateLapses } from './rules/certificate-lapses.ts';
import { certificateName } from './rules/certificate-name.ts';
import { clientAuth } from './rules/client-auth.ts';
import { couldBeStricter } from './rules/could-be-stricter.ts';
import { dialbackWithoutErrors } from './rules/dialback-without-errors.ts';
import { directTlsMismatch } from './rules/direct-tls-mismatch.ts';
import { dnsProblems } from './rules/dns-problems.ts';
import { notListed } from './rules/not-listed.ts';
import { partlySeen } from './rules/partly-seen.ts';
import { refused } from './rules/refused.ts';
import { srvMissingHost } from './rules/srv-missing-host.ts';
import { starttlsOptional } from './rules/starttls-optional.ts';
import { targetDead } from './rules/target-dead.ts';
import { targetsDiffer } from './rules/targets-differ.ts';
import { unknown } from './rules/unknown.ts';
import { weakCrypto } from './rules/weak-crypto.ts';

export const PROBE_RULES: readonly ProbeRule[] = [
  refused,
  notListed,
  unknown,
  certificateInvalid,
  certificateName,
  certificateLapses,
  clientAuth,
  weakCrypto,
  directTlsMismatch,
  srvMissingHost,
  targetDead,
  targetsDiffer,
  dnsProblems,
  partlySeen,
  starttlsOptional,
  dialbackWithoutErrors,
  couldBeStricter,
];
