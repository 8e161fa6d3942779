/** A deployment for a test: a folder with partners, and a program in it that behaves like a PowerShell (stand-in/main.ts). */
import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterContext } from '../../../src/model/adapter.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { bundleChild } from '../../support/child-process.ts';
import {
  discard,
  type Faults,
  notesOf,
  prepare,
  type Stored,
  setFaults,
  store,
  storedPartners,
} from './stand-in/store.ts';

export interface StandIn {
  /** Of the program: what `shell` is set to. */
  readonly shell: string;
  readonly folder: string;
  /** From the next start of the program on, or the next request. */
  readonly fail: (faults: Faults) => void;
  /** Somebody writes in the Control Panel. */
  readonly write: (partner: Stored) => void;
  readonly remove: (identity: string) => void;
  readonly partners: () => readonly Stored[];
  /** Process ids of the programs that were started, in their order. */
  readonly starts: () => readonly number[];
  /** `New-CsXmppAllowedPartner fabrikam.com {…}`, in their order. */
  readonly calls: () => readonly string[];
  readonly dispose: () => Promise<void>;
}

let program: Promise<string> | undefined;

/** Bundled once for all stand-ins of a process. */
async function bundled(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'partnerctl-stand-in-'));
  try {
    return await readFile(await bundleChild(new URL('./stand-in/main.ts', import.meta.url), folder), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function standIn(): Promise<StandIn> {
  program ??= bundled();
  const text = await program;
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'partnerctl-lync-')));
  prepare(folder);
  await writeFile(join(folder, 'program.mjs'), text);
  const shell = join(folder, 'pwsh');
  const start = `process.env.STAND_IN_FOLDER = ${JSON.stringify(folder)};\nimport('./program.mjs');\n`;
  await writeFile(shell, `#!${process.execPath}\n${start}`);
  await chmod(shell, 0o755);
  return {
    shell,
    folder,
    fail: (faults) => setFaults(folder, faults),
    write: (partner) => store(folder, partner),
    remove: (identity) => discard(folder, identity),
    partners: () => storedPartners(folder),
    starts: () => notesOf(folder).flatMap((line) => (line.startsWith('start ') ? [Number(line.slice(6))] : [])),
    calls: () => notesOf(folder).filter((line) => line.includes('-Cs')),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** As an administrator would have made it, by hand. */
export function asStored(partner: PartnerSettings, changes: Readonly<Record<string, unknown>> = {}): Stored {
  return {
    Identity: partner.domain,
    Domain: partner.domain,
    AdditionalDomains: partner.additionalDomains,
    ConnectionLimit: partner.connectionLimit,
    Description: partner.description,
    EnableKeepAlive: partner.keepAlive,
    PartnerType: partner.partnerType,
    ProxyFqdn: partner.proxyFqdn,
    SaslNegotiation: partner.saslNegotiation,
    SupportDialbackNegotiation: partner.dialbackNegotiation,
    TlsNegotiation: partner.tlsNegotiation,
    ...changes,
  };
}

export function lyncContext(
  { shell }: Pick<StandIn, 'shell'>,
  overrides: Partial<AdapterContext> = {},
): AdapterContext {
  return adapterContext('/nowhere', {
    deployment: 'lync-1',
    options: { shell, timeout: 20 },
    env: { PATH: process.env['PATH'] },
    ...overrides,
  });
}
