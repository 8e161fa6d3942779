/** An answer of each kind as it should be, what reads it, and ways to spoil it. */
import {
  decodeBlocked,
  decodeBlocks,
  decodeChangeAnswer,
  decodeLifted,
  decodePartners,
} from '../../../src/adapters/http/codec.ts';
import { decodeHealth, decodeObserved, decodeSessions } from '../../../src/adapters/http/report-codec.ts';
import { partner } from '../../support/partners.ts';
import { add, remove } from '../contract/harness.ts';

export const FABRIKAM = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'] });
export const LITWARE = partner('litware.example', { connectionLimit: 5, description: 'a\nb' });
export const RECORD = { workspace: 'contoso', commit: 'c0ffee', actor: 'ci', at: '2030-01-01T12:00:00Z' };
export const BLOCK = {
  domain: 'b.example',
  reason: 'key stolen',
  actor: 'alice',
  at: '2030-01-01T12:00:00Z',
  until: null,
};
export const SESSION = {
  direction: 'inbound',
  localDomain: 'contoso.com',
  remoteDomain: 'fabrikam.com',
  partner: 'fabrikam.com',
  method: 'sasl-tls',
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  certificate: 'valid',
  bidi: false,
  ageSeconds: 12,
};
export const HEALTH = {
  enforcing: true,
  mode: 'enforce',
  revision: 'sha256:1',
  reasons: [] as { code: string; message: string }[],
  module: { name: 'mod_partner_policy', version: '1' },
  server: { name: 'Prosody', version: '0.12.3' },
  hosts: [{ domain: 'contoso.com', type: 'host', federates: true, enforced: true }],
  limits: [
    {
      option: 's2s_secure_auth',
      value: 'true',
      excludes: ['tcp-dialback', 'tls-dialback'],
      only: null,
      except: ['x.example'],
    },
  ],
};
export const SEEN = {
  domain: 'fabrikam.com',
  direction: 'outbound',
  method: 'tls-dialback',
  tls: 'TLSv1.2',
  certificate: 'invalid',
  streams: 3,
  firstSeen: '2030-01-01T12:00:00Z',
  lastSeen: '2030-01-02T12:00:00.5Z',
  refusal: 'it is not a partner',
};
const CHANGES = [add(FABRIKAM), remove(LITWARE)];
export const CHANGED = {
  revision: 'sha256:2',
  changes: [
    { domain: 'fabrikam.com', outcome: 'added', endedSessions: [] as object[] },
    {
      domain: 'litware.example',
      outcome: 'removed',
      endedSessions: [{ domain: 'litware.example', direction: 'inbound', method: null }],
    },
  ],
};

type Decoder = (json: string) => unknown;

/** Each answer as it should be, and what reads it. */
export const ANSWERS: Readonly<Record<string, readonly [Decoder, object]>> = {
  partners: [decodePartners, { revision: 'sha256:1', partners: [FABRIKAM, LITWARE], lastApplied: RECORD }],
  blocks: [decodeBlocks, { blocks: [BLOCK] }],
  change: [(json) => decodeChangeAnswer(json, CHANGES), CHANGED],
  blocked: [decodeBlocked, { block: BLOCK, endedSessions: [] }],
  lifted: [decodeLifted, { lifted: true }],
  sessions: [decodeSessions, { sessions: [SESSION] }],
  health: [decodeHealth, HEALTH],
  observed: [decodeObserved, { mode: 'observe', dropped: 0, observations: [SEEN] }],
};

type Path = readonly (string | number)[];

/** Every member of every object. */
export function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [...(Array.isArray(value) ? [] : [path]), ...pathsOf(member, path)];
  });
}

export function objectsIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, member]) =>
    objectsIn(member, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? inside : [at, ...inside];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function changed(
  value: unknown,
  path: Path,
  change: (object: Record<string, unknown>, key: string) => unknown,
): unknown {
  const copy = structuredClone(value);
  change(valueAt(copy, path.slice(0, -1)) as Record<string, unknown>, String(path.at(-1)));
  return copy;
}

export const without = (value: unknown, path: Path) => changed(value, path, (object, key) => void delete object[key]);
export const renamed = (value: unknown, path: Path) =>
  changed(value, path, (object, key) => {
    object[`${key}x`] = object[key];
    delete object[key];
  });
export const put = (value: unknown, path: Path, other: unknown) =>
  changed(value, path, (object, key) => Object.assign(object, { [key]: other }));
export const withMore = (value: unknown, path: Path) =>
  changed(value, [...path, 'more'], (object, key) => Object.assign(object, { [key]: 1 }));
