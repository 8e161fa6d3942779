/**
 * What one connection showed → the policies that the partner's server may have. Several where something could not be
 * seen: a verdict that is the same for all of them does not depend on it.
 */
import type { Method } from '../model/negotiation.ts';
import type { Attempt, DomainEvidence, FeaturesSeen, StreamSeen, Target } from '../model/probe.ts';
import type { Missing, RefusalCause } from '../model/probe-verdict.ts';
import { judgeCertificate } from './certificate-verdict.ts';
import { endOf } from './ends.ts';
import { missing } from './missing.ts';
import type { ServerPolicy } from './prediction.ts';

export interface PossiblePolicies {
  readonly kind: 'policies';
  /** The most favourable first. */
  readonly policies: readonly ServerPolicy[];
  /** What was not seen, where there are several. */
  readonly missing: readonly Missing[];
}

export type Observed = PossiblePolicies | { readonly kind: 'ended'; readonly because: RefusalCause | Missing };

export interface Connection {
  readonly evidence: DomainEvidence;
  readonly target: Target;
  readonly attempt: Attempt;
}

/** `encrypts`: whether a server of ours would start TLS, so that only then what is inside counts. */
export function observed(connection: Connection, encrypts: boolean): Observed {
  const { target, attempt } = connection;
  if (target.transport === 'direct-tls') return inside(connection, attempt.onDirectTls, undefined);
  const { beforeTls } = attempt;
  if (beforeTls === null || !isComplete(beforeTls)) return ended(connection);
  const startTls = beforeTls.features?.startTls ?? 'absent';
  if (startTls === 'absent' || !encrypts)
    return only({
      tls: startTls === 'absent' ? 'NotSupported' : startTls === 'required' ? 'Required' : 'Optional',
      permits: hasDialback(beforeTls) && startTls !== 'required' ? ['tcp-dialback'] : [],
      certificate: 'none',
      manner: 'strongest',
    });
  return inside(connection, attempt.afterTls, beforeTls);
}

/** A server before XMPP 1.0 sends no features. */
function isComplete({ header, features }: StreamSeen): boolean {
  return features !== null || header.version === null || /^\s*0/.test(header.version);
}

function hasDialback({ header, features }: StreamSeen): boolean {
  return features === null ? header.dialbackNamespace : features.dialback !== 'absent';
}

function inside(connection: Connection, stream: StreamSeen | null, before: StreamSeen | undefined): Observed {
  const { evidence, attempt } = connection;
  const { tls, authentication } = attempt;
  if (tls === null || stream?.features == null) return ended(connection);
  if (authentication.kind === 'success-then-ended' || authentication.kind === 'no-answer') return ended(connection);
  const { validity: certificate, naming } = judgeCertificate(tls, evidence.domain);
  const external = offersExternal(stream.features, evidence, attempt);
  const dialback: readonly Method[] = stream.features.dialback === 'absent' ? [] : ['tls-dialback'];
  const plain: readonly Method[] =
    before !== undefined && before.features?.startTls !== 'required' && hasDialback(before) ? ['tcp-dialback'] : [];
  const policy = (withExternal: boolean, valid: boolean): ServerPolicy => ({
    tls: before === undefined || before.features?.startTls === 'required' ? 'Required' : 'Optional',
    permits: [...(withExternal ? (['sasl-tls'] as const) : []), ...dialback, ...plain],
    certificate: valid ? 'valid' : 'invalid',
    manner: 'strongest',
  });
  const certain = (known: boolean | undefined): readonly boolean[] => (known === undefined ? [true, false] : [known]);
  const valid = certificate === 'unknown' ? undefined : certificate === 'valid';
  return {
    kind: 'policies',
    policies: certain(external).flatMap((each) => certain(valid).map((good) => policy(each, good))),
    missing: [
      ...(external === undefined ? [missing('no-certificate')] : []),
      ...(valid === undefined ? [missing(naming === 'by-address' ? 'xmpp-addr-only' : 'names-omitted')] : []),
    ],
  };
}

/** Undefined: nobody can know without a certificate that matches the sender. */
function offersExternal(
  { mechanisms }: FeaturesSeen,
  { presented }: DomainEvidence,
  { authentication }: Attempt,
): boolean | undefined {
  if (authentication.kind === 'accepted') return true;
  if (authentication.kind === 'failed') return false;
  if (mechanisms.includes('EXTERNAL')) return true;
  return presented.certificate === null || presented.from === null ? undefined : false;
}

function ended({ evidence, target, attempt }: Connection): Observed {
  return { kind: 'ended', because: endOf(attempt, target, evidence) };
}

function only(policy: ServerPolicy): PossiblePolicies {
  return { kind: 'policies', policies: [policy], missing: [] };
}
