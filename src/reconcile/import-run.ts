/** Import: live partners → files, and what those files then look like to lint. */
import { type Import, importPartners } from '../adopt/import-partners.ts';
import { writeImport } from '../adopt/write-import.ts';
import { LOAD_RULES } from '../load/rules.ts';
import type { Deployment } from '../model/deployment.ts';
import { compareDiagnostics, type Diagnostic, hasErrors } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import type { ImportReport } from '../model/import-report.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Checked, check } from './check.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';
import { inTree } from './named-file.ts';
import { chooseDeployments } from './plan-run.ts';

export interface ImportOptions extends WorkspaceOptions {
  /** May be left out if there is only one. */
  readonly deployment?: string;
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
  const decided = await decide(options.root, deployment, checked.workspace, edges);
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

async function decide(root: string, deployment: Deployment, workspace: Workspace, edges: Edges): Promise<Import> {
  const adapter = await edges.openAdapter(deployment, inTree(root));
  try {
    edges.onProgress?.(`reading ${deployment.name}`);
    const { partners } = await adapter.read(edges.signal);
    const { fields } = adapter.capabilities;
    return importPartners({ deployment: deployment.name, live: partners, fields, workspace });
  } finally {
    await adapter.close();
  }
}

/** What is wrong with the files as they were written; findings of severity info are left for `lint`. */
function findingsIn(files: ReadonlySet<string>, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity, range, related = [] }) =>
      severity !== 'info' && [range, ...related].some((place) => place !== undefined && files.has(place.file)),
  );
}
