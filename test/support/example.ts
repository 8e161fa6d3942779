/** A repository of partners with the embedded deployment, as a user has it, for tests of whole commands. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { type CliOptions, type CliRun, cli } from './cli.ts';
import type { GitRepository } from './git-repository.ts';

export const STATE = '.partnerctl/local.json';

/** `partnerctl.yaml` with the embedded deployment and what else a test needs. */
export const CONFIG = 'workspace: test\ndeployments:\n  local: { adapter: file, path: .partnerctl/local.json }\n';

/** The text of a partner file; `lines` are added below the two that every file has. */
export function partnerText(domain: string, ...lines: readonly string[]): string {
  return [
    `domain: ${domain}`,
    'partnerType: Federated',
    'additionalDomains:',
    `  - conference.${domain}`,
    ...lines,
    '',
  ].join('\n');
}

/** Paths and texts of one partner file per domain. */
export function partnerFiles(...domains: readonly string[]): Record<string, string> {
  return Object.fromEntries(domains.map((domain) => [`partners/${domain}.yaml`, partnerText(domain)]));
}

export const BASICS = { 'partnerctl.yaml': CONFIG, '.gitignore': '.partnerctl/\n' } as const;

export interface State {
  formatVersion: 1;
  partners: PartnerSettings[];
  lastApplied?: { workspace: string | null; commit: string; actor: string; at: string };
  blocks: unknown[];
}

export function readState(root: string): State {
  return JSON.parse(readFileSync(join(root, STATE), 'utf8')) as State;
}

/** What somebody does who edits the server by hand. */
export function editState(root: string, edit: (state: State) => void): void {
  const state = readState(root);
  edit(state);
  writeState(root, state);
}

export function writeState(root: string, state: State): void {
  mkdirSync(join(root, '.partnerctl'), { recursive: true });
  writeFileSync(join(root, STATE), JSON.stringify(state, null, 2));
}

/** Runs a command in a repository. */
export async function run(
  at: Pick<GitRepository, 'root'>,
  argv: readonly string[],
  options: Partial<CliOptions> = {},
): Promise<CliRun> {
  return await cli(argv, { cwd: at.root, ...options });
}

/** The only plan of `plan --format json`, read by a stranger. */
export async function planJson(at: Pick<GitRepository, 'root'>, ...argv: readonly string[]): Promise<PlanJson> {
  const { stdout, stderr } = await run(at, ['plan', '--format', 'json', ...argv]);
  const [plan] = (JSON.parse(stdout) as { plans?: PlanJson[] }).plans ?? [];
  if (plan === undefined) throw new Error(`no plan: ${stdout}${stderr}`);
  return plan;
}

export interface PlanJson {
  deployment: string;
  error?: { code: string; message: string; hint: string };
  digest: string;
  summary: Record<string, number>;
  changes: {
    action: string;
    domain: string;
    before: PartnerSettings | null;
    after: PartnerSettings | null;
    causes: string[];
    effects: string[];
    evidence?: { kind: string; commit?: string; author?: string; ended?: string; files?: string[] };
    digest: string;
  }[];
  unmanaged: { domain: string; reason: string }[];
  blocked: { domain: string; reason: string; partner: string | null }[];
  diagnostics: { code: string; severity: string; message: string; hint?: string }[];
  refusals: { guard: string; message: string; override: string }[];
}
