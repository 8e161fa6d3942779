/** Partner files for a guarded server, applied by the command line as an administrator does it. */
import { METHODS, type Method } from '../../../src/model/negotiation.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { cli } from '../../support/cli.ts';
import { yamlOf } from '../../support/declared.ts';
import type { GitRepository } from '../../support/git-repository.ts';
import { READ_WRITE_TOKEN } from '../support/partner-api.ts';
import type { Server } from '../support/server.ts';

const ENVIRONMENT = { MATRIX_TOKEN: READ_WRITE_TOKEN };

/** Writes and commits the files. */
export function writePartnerFiles(
  repository: GitRepository,
  { http }: Pick<Server, 'http'>,
  partners: readonly PartnerSettings[],
): void {
  const config = `workspace: matrix\ndeployments:\n  server: { adapter: http, url: '${http}/partner-policy', token: 'env:MATRIX_TOKEN' }\n`;
  const texts = new Map(partners.map((each) => [`partners/${each.domain}.yaml`, yamlOf(each)]));
  repository.commit('Partners', { 'partnerctl.yaml': config, ...Object.fromEntries(texts) });
}

export interface Applied {
  readonly code: number;
  readonly verified: boolean;
  readonly outcomes: ReadonlySet<string>;
  /** For the message of a failed test. */
  readonly output: string;
}

export async function applyFiles({ root }: GitRepository): Promise<Applied> {
  const argv = ['apply', '--yes', '--deployment', 'server', '--format', 'json'];
  const { code, stdout, stderr } = await cli(argv, { cwd: root, env: ENVIRONMENT });
  const { ledgers = [] } = JSON.parse(stdout) as {
    ledgers?: readonly { readonly verified: boolean; readonly results: readonly { readonly outcome: string }[] }[];
  };
  const outcomes = new Set(ledgers.flatMap(({ results }) => results.map(({ outcome }) => outcome)));
  return { code, verified: ledgers.every(({ verified }) => verified), outcomes, output: stdout + stderr };
}

export interface Explained {
  readonly inbound: readonly Method[];
  readonly outbound: readonly Method[];
}

/** What `partnerctl explain` says a domain is permitted, per direction. */
export async function explained({ root }: GitRepository, domain: string): Promise<Explained> {
  const { stdout } = await cli(['explain', domain, '--format', 'json'], { cwd: root, env: ENVIRONMENT });
  const { directions } = JSON.parse(stdout) as {
    readonly directions: Readonly<Record<keyof Explained, readonly { readonly method: Method }[]>>;
  };
  const methods = (direction: keyof Explained): readonly Method[] =>
    METHODS.filter((method) => directions[direction].some((reason) => reason.method === method));
  return { inbound: methods('inbound'), outbound: methods('outbound') };
}
