/** Real parts around a probe: DNS, peers and certificates on loopback, short limits, and their end. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AnySchemaObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Attempt, DomainEvidence } from '../../../src/model/probe.ts';
import { DEFAULT_LIMITS, type ProbeLimits } from '../../../src/probe/limits.ts';
import { openProbe, type ProbeEdges, type ProbeOptions } from '../../../src/probe/probe.ts';
import type { Question } from '../../../src/probe/run.ts';
import { certificateFor, type TestCertificate, testAuthority } from './certificates.ts';
import { startDns, type Zone } from './dns-responder.ts';
import { type PeerOptions, parseTranscript, type ScriptedPeer, startPeer } from './scripted-peer.ts';

export const PARTNER = 'partner.test';
export const OURS = 'probe.test';

export const SHORT: ProbeLimits = {
  ...DEFAULT_LIMITS,
  dnsMs: 2_000,
  connectMs: 2_000,
  // enough for a handshake on a busy machine
  phaseMs: 1_000,
  stanzaMs: 150,
  closeMs: 100,
  attemptMs: 3_000,
  domainMs: 6_000,
  runMs: 20_000,
  pauseMs: 0,
};

export type PartialOptions = Partial<ProbeOptions> & Partial<Pick<ProbeEdges, 'signal' | 'onDomain' | 'connect'>>;

/** Probes domains in a zone. */
export async function probeZone(
  zone: Zone,
  questions: readonly (string | Question)[],
  options: PartialOptions = {},
): Promise<{ readonly evidence: readonly DomainEvidence[]; readonly asked: readonly string[] }> {
  const dns = await startDns(zone);
  try {
    const { signal = new AbortController().signal, onDomain, connect, ...rest } = options;
    const probe = await openProbe({
      from: OURS,
      certificate: null,
      ownCa: testAuthority().cert,
      authenticate: false,
      dnsServer: dns.address,
      allowPrivate: true,
      ...rest,
      limits: { ...SHORT, ...rest.limits },
    });
    const evidence = await probe.probe(
      questions.map((question) => (typeof question === 'string' ? { domain: question, proxyFqdn: null } : question)),
      {
        now: () => new Date(),
        randomId: randomUUID,
        signal,
        ...(onDomain !== undefined && { onDomain }),
        ...(connect !== undefined && { connect }),
      },
    );
    for (const each of evidence) keepsToSchema(each);
    return { evidence, asked: dns.asked };
  } finally {
    await dns.close();
  }
}

export interface PlayOptions extends PartialOptions, PeerOptions {
  readonly transport?: 'starttls' | 'direct-tls';
}

/** Plays a transcript to a probe of partner.test; the one attempt, and what the peer heard. */
export async function probeScript(
  script: string,
  { transport = 'starttls', ...options }: PlayOptions = {},
): Promise<{ readonly attempt: Attempt; readonly evidence: DomainEvidence; readonly peer: ScriptedPeer }> {
  const peer = await startPeer([parseTranscript(script).steps], {
    ...options,
    certificates: { ...standardCertificates(), ...options.certificates },
  });
  try {
    const service = transport === 'starttls' ? '_xmpp-server._tcp' : '_xmpps-server._tcp';
    const zone: Zone = {
      [`${service}.${PARTNER}`]: { srv: [[0, 0, peer.port, `xmpp.${PARTNER}`]] },
      [`xmpp.${PARTNER}`]: { a: ['127.0.0.1'] },
    };
    const { evidence } = await probeZone(zone, [PARTNER], options);
    const [domain] = evidence;
    const attempt = domain?.targets[0]?.attempts[0];
    if (domain === undefined || attempt === undefined) throw new Error('there was no attempt');
    return { attempt, evidence: domain, peer };
  } finally {
    await peer.close();
  }
}

function standardCertificates(): Readonly<Record<string, TestCertificate>> {
  return { partner: certificateFor(PARTNER) };
}

let validate: ValidateFunction | undefined;

/** Whatever a peer does: what was seen can be saved and read again. */
function keepsToSchema(evidence: DomainEvidence): void {
  if (validate === undefined) {
    const schema = JSON.parse(
      readFileSync(new URL('../../../schemas/probe.schema.json', import.meta.url), 'utf8'),
    ) as AnySchemaObject;
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    validate = ajv.addSchema(schema, 'probe').compile({ $ref: 'probe#/$defs/evidence' });
  }
  if (validate(JSON.parse(JSON.stringify(evidence)))) return;
  const problems = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`the evidence does not keep to its schema: ${problems.join('; ')}`);
}
