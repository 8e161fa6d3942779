/** A workspace made of the texts of partner files, for tests of pure functions. */
import { readPartner } from '../../src/load/partner-file.ts';
import { EMBEDDED_DEPLOYMENT } from '../../src/model/deployment.ts';
import { type Config, DEFAULT_CONFIG, type Workspace } from '../../src/model/workspace.ts';

export function workspaceOf(texts: Readonly<Record<string, string>>, config: Partial<Config> = {}): Workspace {
  const read = Object.entries(texts).map(([file, text]) => readPartner(file, text));
  return {
    config: { ...DEFAULT_CONFIG, ...config },
    partners: read.flatMap(({ partner }) => partner ?? []),
    entries: Object.keys(texts).map((file) => ({ file, kind: 'file' })),
  };
}

export function deployments(...names: readonly string[]): Pick<Config, 'deployments'> {
  return { deployments: names.map((name) => ({ ...EMBEDDED_DEPLOYMENT, name })) };
}
