/**
 * What the partner API reports of itself: live sessions, health, what was observed. Pure; what a server answers is
 * hostile, and judged as in codec.ts.
 */
import {
  listOf,
  matching,
  nullable,
  object,
  oneOf,
  type Read,
  setOf,
  text,
  truth,
  Unreadable,
  wholeNumber,
} from '../../json/decode.ts';
import { quote } from '../../json/problem.ts';
import { type Decoded, readJson } from '../../json/read.ts';
import { isTime } from '../../json/record.ts';
import type { Session } from '../../model/adapter.ts';
import { HEALTH_MODES, type Health } from '../../model/health.ts';
import { METHODS } from '../../model/negotiation.ts';
import { CERTIFICATES, type Observed } from '../../model/observed.ts';
import { direction, domain, method, remote, revision, words } from './codec.ts';

const certificate = oneOf(CERTIFICATES);
const time: Read<string> = (value, at) => {
  if (!isTime(value)) throw new Unreadable(`${at} is ${quote(value)}, no time in UTC`);
  return value;
};

const session = object({
  direction,
  localDomain: nullable(text),
  remoteDomain: nullable(remote),
  partner: nullable(domain),
  method: nullable(method),
  tls: nullable(object({ version: nullable(text), cipher: nullable(text) })),
  certificate,
  bidi: truth,
  ageSeconds: wholeNumber(0),
});

/** A stream that has not even said its name is nobody's session yet. */
const sessions: Read<readonly Session[]> = (value, at) =>
  listOf(session)(value, at).flatMap((each, index) => {
    if (each.remoteDomain !== null)
      return [{ domain: each.remoteDomain, direction: each.direction, method: each.method }];
    if (each.method !== null) throw new Unreadable(`${at}[${index}] is authenticated for no domain`);
    return [];
  });

export const decodeSessions = (json: string): Decoded<readonly Session[]> =>
  readJson(json, (value, at) => object({ sessions })(value, at).sessions);

const software: Read<Software> = object({ name: text, version: text });
const excluded: Read<Health['limits'][number]['excludes']> = (value, at) => {
  const found = setOf(method)(value, at);
  if (found.length === 0) throw new Unreadable(`${at} is empty`);
  return METHODS.filter((each) => found.includes(each));
};

export interface HealthReport {
  readonly health: Health;
  readonly module: Software;
  readonly server: Software;
  /** Those that federate, and so enforce or ought to. */
  readonly federating: readonly string[];
}

export interface Software {
  readonly name: string;
  readonly version: string;
}

const health: Read<HealthReport> = (value, at) => {
  const found = object({
    enforcing: truth,
    mode: oneOf(HEALTH_MODES),
    revision: nullable(revision),
    reasons: listOf(object({ code: matching(/^[a-z-]{1,100}$/, 'code'), message: words })),
    module: software,
    server: software,
    hosts: listOf(object({ domain: text, type: oneOf(['host', 'component']), federates: truth, enforced: truth })),
    limits: listOf(
      object({
        option: words,
        value: words,
        excludes: excluded,
        only: nullable(listOf(text)),
        except: listOf(text),
      }),
    ),
  })(value, at);
  const { enforcing, mode, reasons, module, server, hosts, limits } = found;
  const exposed = hosts.find((host) => host.federates && !host.enforced);
  if (enforcing !== (reasons.length === 0)) throw new Unreadable('enforcing contradicts reasons');
  if (enforcing && (mode === 'observe' || found.revision === null || exposed !== undefined))
    throw new Unreadable(`enforcing contradicts ${exposed === undefined ? 'mode or revision' : exposed.domain}`);
  const told = reasons.map(({ message }) => message);
  const federating = hosts.filter((host) => host.federates).map((host) => host.domain);
  const state = { enforcing, mode, revision: found.revision, reasons: told, limits, departures: [] };
  return { health: state, module, server, federating };
};

export const decodeHealthReport = (json: string): Decoded<HealthReport> => readJson(json, health);

export const decodeHealth = (json: string): Decoded<Health> => readJson(json, (value, at) => health(value, at).health);

const observed: Read<Observed> = object({
  mode: oneOf(HEALTH_MODES),
  dropped: wholeNumber(0),
  observations: listOf(
    object({
      domain: remote,
      direction,
      method,
      tls: nullable(matching(/^[A-Za-z0-9._-]{1,20}$/, 'TLS version')),
      certificate,
      streams: wholeNumber(0),
      firstSeen: time,
      lastSeen: time,
      refusal: nullable(words),
    }),
  ),
});

export const decodeObserved = (json: string): Decoded<Observed> => readJson(json, observed);
