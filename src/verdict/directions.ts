/** One domain's evidence and one row of settings → what becomes of a stream in each direction. */
import type { NegotiationSettings } from '../model/negotiation.ts';
import { permittedMethods } from '../model/negotiation.ts';
import type { DomainEvidence } from '../model/probe.ts';
import type { Missing, ServerUsed, StreamOutcome } from '../model/probe-verdict.ts';
import { isMissing, missing } from './missing.ts';
import { inboundWords, outboundWords } from './obstacle-words.ts';
import { ourPolicy, usesTls } from './our-policy.ts';
import { outcomeOf } from './outcomes.ts';
import { type Connection, observed, type PossiblePolicies } from './partner-policies.ts';
import { predict, type ServerPolicy } from './prediction.ts';
import { placeOf, type Reach } from './reach.ts';
import { type Route, routeOf } from './route.ts';

export interface Directions {
  readonly outbound: StreamOutcome;
  readonly inbound: StreamOutcome;
  readonly server: ServerUsed | null;
  readonly route: Route;
}

export function directionsOf(evidence: DomainEvidence, settings: NegotiationSettings, reach: Reach): Directions {
  const route = routeOf(evidence, usesTls(settings), reach);
  if (route.kind === 'none') {
    const outcome = withoutServer(evidence, route);
    return { outbound: outcome, inbound: outcome, server: null, route };
  }
  const { target, attempt } = route;
  const server = { host: target.host, address: attempt.address, port: target.port, transport: target.transport };
  const seen = observed({ evidence, target, attempt }, usesTls(settings));
  if (seen.kind === 'ended') {
    const { because } = seen;
    const outcome: StreamOutcome = isMissing(because)
      ? { kind: 'unknown', missing: [because] }
      : { kind: 'refused', causes: [because] };
    return { outbound: outcome, inbound: outcome, server, route };
  }
  const connection = { evidence, target, attempt };
  return {
    outbound: outbound(connection, settings, seen),
    inbound: inbound(connection, settings, seen),
    server,
    route,
  };
}

/** Where something could not be seen, no cause is certain. */
function withoutServer({ cutShort }: DomainEvidence, route: Extract<Route, { kind: 'none' }>): StreamOutcome {
  const unseen = [...route.missing, ...(cutShort === null ? [] : [missing('cut-short')])];
  if (unseen.length > 0 || route.causes.length === 0)
    return { kind: 'unknown', missing: unseen.length > 0 ? unseen : [missing('cut-short')] };
  return { kind: 'refused', causes: route.causes };
}

function outbound(connection: Connection, settings: NegotiationSettings, seen: PossiblePolicies): StreamOutcome {
  const { evidence, attempt } = connection;
  const here = ourPolicy(settings);
  const cases = seen.policies.map((there) => ({ prediction: predict(here, there), ours: 'initiator' as const }));
  return outcomeOf(cases, seen.missing, here.permits, outboundWords(evidence, attempt, placeIn(connection)));
}

/**
 * What a server offers to those that call it, it is taken to use when it calls. Its certificate then has to prove it,
 * and some servers want that certificate to be marked for clients.
 */
function inbound(connection: Connection, settings: NegotiationSettings, seen: PossiblePolicies): StreamOutcome {
  const { evidence, attempt } = connection;
  const here = ourPolicy(settings);
  const needsPurpose = here.permits.includes('sasl-tls') && lacksClientPurpose(connection);
  const unseen: readonly Missing[] = [...seen.missing, ...(needsPurpose ? [missing('client-purpose')] : [])];
  const callers = seen.policies.flatMap((there): readonly ServerPolicy[] =>
    needsPurpose && there.certificate === 'valid' ? [there, { ...there, certificate: 'invalid' }] : [there],
  );
  const cases = callers.map((there) => ({
    prediction: onlyOurs(predict(there, here), settings),
    ours: 'receiver' as const,
  }));
  return outcomeOf(cases, unseen, here.permits, inboundWords(evidence, attempt, placeIn(connection)));
}

/** Whoever pretends to be the partner is held back by our row alone. */
function onlyOurs(prediction: ReturnType<typeof predict>, settings: NegotiationSettings): ReturnType<typeof predict> {
  if (prediction.kind === 'fails') return prediction;
  const permits = permittedMethods(settings);
  return { ...prediction, forcible: permits.slice(permits.indexOf(prediction.receiver) + 1) };
}

export function lacksClientPurpose({ attempt }: Pick<Connection, 'attempt'>): boolean {
  const usage = attempt.tls?.chain[0]?.extendedKeyUsage ?? null;
  return usage !== null && !usage.includes('clientAuth') && !usage.includes('anyExtendedKeyUsage');
}

function placeIn({ target, attempt }: Connection): string {
  return `${target.host} (${placeOf(attempt.address, target.port)})`;
}
