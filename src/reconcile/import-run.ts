/** Import: live partners, or what was observed → files, and what those files then look like to lint. */
import { type Import, importPartners } from '../adopt/import-partners.ts';
import { importObserved } from '../adopt/observed-partners.ts';
import { writeImport } from '../adopt/write-import.ts';
import { LOAD_RULES } from '../load/rules.ts';
import type { Adapter } from '../model/adapter.ts';
import type { Deployment } from '../model/deployment.ts';
import { compareDiagnostics, type Diagnostic, hasErrors } from '../model/diagnostic.ts';
import { PartnerctlError, UsageError } from '../model/errors.ts';
import type { ImportedFile, ImportReport, ObservedReport } from '../model/import-report.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Checked, check } from './check.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';
import { inTree } from './named-file.ts';
import { chooseDeployments } from './plan-run.ts';

export interface ImportOptions extends WorkspaceOptions {
  /** May be left out if there is only one. */
  readonly deployment?: string;
  /** From what the deployment has seen, not from what it holds. */
  readonly fromObserved?: boolean;
}

export type ImportRun =
  /** Files that cannot be read may cover any domain: nothing is written beside them. */
  | { readonly kind: 'invalid'; readonly checked: Checked }
  | { readonly kind: 'imported'; readonly report: ImportReport };

export async function runImport(options: ImportOptions, edges: Edges): Promise<ImportRun> {
  const checked = check(options, edges.onProgress);
  const unread = checked.diagnostics.filter(({ code }) => LOAD_RULES.some((rule) => rule.code === code));
  if (hasErrors(unread)) return { kind: 'invalid', checked: { ...checked, diagnostics: unread } };
  const deployment = chosen(checked.workspace.config.deployments, options.deployment);
  const decided = await decide(options, deployment, checked.workspace, edges);
  const { written, updated, diagnostics } = await writeImport(options.root, decided, (file) =>
    edges.onProgress?.(`writing ${file}`),
  );
  const files = new Set([...written, ...updated].map(({ file }) => file));
  const found = files.size === 0 ? [] : findingsIn(files, check(options, edges.onProgress).diagnostics);
  return {
    kind: 'imported',
    report: {
      deployment: deployment.name,
      written,
      updated,
      different: decided.different,
      diagnostics: [...decided.diagnostics, ...diagnostics, ...found].sort(compareDiagnostics),
      ...(decided.observed !== undefined && { observed: withoutUnwritten(decided.observed, written) }),
    },
  };
}

function chosen(deployments: readonly Deployment[], name: string | undefined): Deployment {
  if (name === undefined && deployments.length > 1) {
    const names = deployments.map((deployment) => deployment.name).join(', ');
    throw new UsageError('there are several deployments', `name one of them with --deployment: ${names}`);
  }
  const [deployment] = chooseDeployments(deployments, name === undefined ? [] : [name]);
  if (deployment === undefined) throw new TypeError('a configuration without deployments');
  return deployment;
}

interface Decided extends Import {
  readonly observed?: ObservedReport;
}

async function decide(
  { root, fromObserved = false }: ImportOptions,
  deployment: Deployment,
  workspace: Workspace,
  edges: Edges,
): Promise<Decided> {
  const adapter = await edges.openAdapter(deployment, inTree(root));
  try {
    edges.onProgress?.(`reading ${deployment.name}`);
    if (fromObserved) return await decideFromObserved(adapter, deployment, workspace, edges);
    const { partners } = await adapter.read(edges.signal);
    const { fields } = adapter.capabilities;
    return importPartners({ deployment: deployment.name, live: partners, fields, workspace });
  } finally {
    await adapter.close();
  }
}

async function decideFromObserved(
  adapter: Adapter,
  { name, adapter: kind }: Deployment,
  workspace: Workspace,
  edges: Edges,
): Promise<Decided> {
  if (adapter.observed === undefined)
    throw new PartnerctlError(
      'observe-unsupported',
      `${name} (${kind}) cannot observe`,
      'leave --from-observed out to import the partners that it holds',
    );
  const observed = await adapter.observed(edges.signal);
  if (observed.mode === 'enforce' && observed.observations.length === 0)
    throw new PartnerctlError(
      'nothing-observed',
      `${name} enforces, and has no record of an earlier time of observing`,
      'let it observe for some days (partner_policy_mode = "observe"), then import',
    );
  return importObserved({ deployment: name, observed, workspace });
}

/** What is wrong with the files as they were written; findings of severity info are left for `lint`. */
function findingsIn(files: ReadonlySet<string>, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity, range, related = [] }) =>
      severity !== 'info' && [range, ...related].some((place) => place !== undefined && files.has(place.file)),
  );
}

/** A file that could not be written after all covers nobody. */
function withoutUnwritten({ dropped, domains }: ObservedReport, written: readonly ImportedFile[]): ObservedReport {
  const there = new Set(written.map(({ file }) => file));
  const isThere = (file: string | null): boolean => file !== null && there.has(file);
  return {
    dropped,
    domains: domains.map((seen) =>
      seen.outcome !== 'written' || isThere(seen.file) ? seen : { ...seen, outcome: 'left-out', file: null },
    ),
  };
}
