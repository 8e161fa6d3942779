/** The repository on disk → workspace and findings: the only reader of partner files. */
import { join, relative, resolve, sep } from 'node:path';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import type { Config, PartnersEntry, Workspace } from '../model/workspace.ts';
import { DEFAULT_CONFIG } from '../model/workspace.ts';
import { type ConfigSource, readConfig } from './config-file.ts';
import { readPartner } from './partner-file.ts';
import { listPartners, looksLikePartner } from './partners-folder.ts';
import { readText } from './read-text.ts';
import { unreadable } from './rules/unreadable-file.ts';

export const CONFIG_FILE = 'partnerctl.yaml';

export interface LoadOptions {
  /** The repository's folder, absolute. */
  readonly root: string;
  /** Another file than partnerctl.yaml, absolute. */
  readonly config?: string;
  /** Only these partner files, relative to the root; all of partners/ without it. */
  readonly files?: readonly string[];
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Loaded {
  readonly workspace: Workspace;
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were read, the configuration among them. */
  readonly files: number;
  readonly configSource: ConfigSource | null;
  /** The texts of partner files that have findings, so that a line of them can be shown. */
  readonly texts: ReadonlyMap<string, string>;
}

export function load(options: LoadOptions): Loaded {
  const { root } = options;
  const config = loadConfig(root, options.config);
  const listed =
    options.files === undefined
      ? listPartners(root)
      : options.files.map((file): PartnersEntry => ({ file, kind: 'file' }));
  const entries = listed ?? [];
  const diagnostics = [...config.diagnostics];
  if (listed === undefined) diagnostics.push(noPartnersFolder());
  const partners: DeclaredPartner[] = [];
  const texts = new Map<string, string>();
  const readable = entries.filter((entry) => looksLikePartner(entry.file));
  for (const [index, entry] of readable.entries()) {
    options.onProgress?.(index, readable.length);
    const read = readText(join(root, entry.file), entry.file);
    if ('finding' in read) {
      diagnostics.push(read.finding);
      continue;
    }
    const { partner, diagnostics: found } = readPartner(entry.file, read.text);
    if (partner !== undefined) partners.push(partner);
    if (found.length === 0) continue;
    diagnostics.push(...found);
    texts.set(entry.file, read.text);
  }
  options.onProgress?.(readable.length, readable.length);
  return {
    workspace: { config: config.config, partners: sorted(partners), entries },
    diagnostics,
    files: readable.length + config.files,
    configSource: config.source,
    texts,
  };
}

function sorted(partners: DeclaredPartner[]): DeclaredPartner[] {
  return partners.sort(
    (a, b) => compareText(a.settings.domain, b.settings.domain) || compareText(a.source.file, b.source.file),
  );
}

function noPartnersFolder(): Diagnostic {
  return unreadable(
    PARTNERS_FOLDER,
    'there is no folder partners/',
    'run partnerctl in the repository, name it with -C, or begin one with `partnerctl init`',
  );
}

interface LoadedConfig {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: ConfigSource | null;
  readonly files: number;
}

function loadConfig(root: string, path: string | undefined): LoadedConfig {
  const absolute = path ?? join(root, CONFIG_FILE);
  const file = relativePath(root, absolute);
  const read = readText(absolute, file);
  if ('text' in read) {
    const { config, diagnostics, source } = readConfig(file, read.text);
    return { config: config ?? DEFAULT_CONFIG, diagnostics, source, files: 1 };
  }
  const missing = read.finding.message === 'there is no such file';
  return {
    config: DEFAULT_CONFIG,
    diagnostics: missing && path === undefined ? [] : [read.finding],
    source: null,
    files: 0,
  };
}

/** As it stands in output: `/`-separated and relative to the repository. */
export function relativePath(root: string, path: string): string {
  const inside = relative(root, resolve(root, path));
  return inside === '' ? '.' : inside.split(sep).join('/');
}
