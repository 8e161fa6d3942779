/** The repository on disk → workspace and findings: the only reader of partner files. */
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { Config, PartnersEntry, Workspace } from '../model/workspace.ts';
import { DEFAULT_CONFIG } from '../model/workspace.ts';
import { type ConfigSource, readConfig } from './config-file.ts';
import { type FaultyPartner, readPartner } from './partner-file.ts';
import { listNamed, listPartners, looksLikePartner } from './partners-folder.ts';
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
  /** Every rule there is, whichever stage finds it, to check the names under `rules:`. */
  readonly rules?: readonly RuleInfo[];
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Loaded {
  readonly workspace: Workspace;
  readonly diagnostics: readonly Diagnostic[];
  /** Files with errors, as far as they can be understood: for lint, which finds more errors in them. */
  readonly faulty: readonly FaultyPartner[];
  /** Does a default stand in for a configuration that has errors? */
  readonly configBroken: boolean;
  /** How many files were read, the configuration among them. */
  readonly files: number;
  readonly configSource: ConfigSource | null;
  /** The texts of partner files that have findings, so that a line of them can be shown. */
  readonly texts: ReadonlyMap<string, string>;
}

export function load(options: LoadOptions): Loaded {
  const { root, files, rules } = options;
  const config = loadConfig(root, options.config, rules);
  const { entries, diagnostics } = files === undefined ? listPartners(root) : listNamed(root, files);
  const read = readPartners(options, entries);
  return {
    workspace: { config: config.config, partners: sorted(read.partners), entries },
    diagnostics: [...config.diagnostics, ...diagnostics, ...read.diagnostics],
    faulty: read.faulty,
    configBroken: config.diagnostics.length > 0,
    files: read.files + config.files,
    configSource: config.source,
    texts: read.texts,
  };
}

function readPartners({ root, onProgress }: LoadOptions, entries: readonly PartnersEntry[]) {
  const partners: DeclaredPartner[] = [];
  const faulty: FaultyPartner[] = [];
  const diagnostics: Diagnostic[] = [];
  const texts = new Map<string, string>();
  const readable = entries.filter((entry) => looksLikePartner(entry.file));
  for (const [index, { file }] of readable.entries()) {
    onProgress?.(index, readable.length);
    const read = readText(join(root, file), file);
    if ('finding' in read) {
      diagnostics.push(read.finding);
      continue;
    }
    const result = readPartner(file, read.text);
    if (result.partner !== undefined) partners.push(result.partner);
    if (result.faulty !== undefined) faulty.push(result.faulty);
    if (result.diagnostics.length === 0) continue;
    diagnostics.push(...result.diagnostics);
    texts.set(file, read.text);
  }
  onProgress?.(readable.length, readable.length);
  return { partners, faulty, diagnostics, texts, files: readable.length };
}

function sorted(partners: DeclaredPartner[]): DeclaredPartner[] {
  return partners.sort(
    (a, b) => compareText(a.settings.domain, b.settings.domain) || compareText(a.source.file, b.source.file),
  );
}

interface LoadedConfig {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: ConfigSource | null;
  readonly files: number;
}

function loadConfig(root: string, path: string | undefined, rules: readonly RuleInfo[] | undefined): LoadedConfig {
  const absolute = path ?? join(root, CONFIG_FILE);
  const file = relativePath(root, absolute);
  const read = readText(absolute, file);
  if ('text' in read) {
    const { config, diagnostics, source } = readConfig(file, read.text, rules);
    return { config: config ?? DEFAULT_CONFIG, diagnostics, source, files: 1 };
  }
  // Only a file that nobody named may be missing.
  const diagnostics = read.missing && path === undefined ? misspelled(root) : [read.finding];
  return { config: DEFAULT_CONFIG, diagnostics, source: null, files: 0 };
}

/** The defaults in place of what somebody wrote into partnerctl.yml would be a policy that nobody chose. */
function misspelled(root: string): readonly Diagnostic[] {
  const found = MISSPELLINGS.find((name) => existsSync(join(root, name)));
  if (found === undefined) return [];
  return [unreadable(found, `it is not read: the configuration is ${CONFIG_FILE}`, `git mv ${found} ${CONFIG_FILE}`)];
}

const MISSPELLINGS = ['partnerctl.yml', '.partnerctl.yaml', '.partnerctl.yml'];

/** As it stands in output: `/`-separated and relative to the repository. */
export function relativePath(root: string, path: string): string {
  const inside = relative(root, resolve(root, path));
  return inside === '' ? '.' : inside.split(sep).join('/');
}
