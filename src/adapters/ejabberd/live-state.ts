/**
 * The server's own configuration and the fragment beside it → what is in force. Pure but for what it is given.
 *
 * Who is a partner says the configuration that the server has accepted; what it has no place for says the file. Where
 * the two differ, somebody edited the file, or was cut off, before a reload.
 */
import { isUtf8 } from 'node:buffer';
import type { Problem } from '../../json/problem.ts';
import type { LastApplied } from '../../model/adapter.ts';
import { compareText } from '../../model/diagnostic.ts';
import { partnersDigest } from '../../model/digest.ts';
import { PARTNER_DEFAULTS, type PartnerSettings } from '../../model/partner.ts';
import { parseYaml } from '../../yaml/parse.ts';
import { plainValue } from '../../yaml/tree.ts';
import { type Allowed, decodeAccess } from './access-codec.ts';
import type { FileText, ServerFiles } from './api.ts';
import { bounded } from './commands.ts';
import { includeProblem, openDoor } from './conditions.ts';
import { type Configuration, decodeConfiguration } from './configuration-codec.ts';
import { dumpText } from './dump-text.ts';
import { decodeFragment, type Fragment, type Note } from './fragment-codec.ts';
import type { EjabberdOptions } from './options.ts';
import { remembering } from './remembering.ts';

export interface InForce {
  readonly configuration: Configuration;
  readonly partners: readonly PartnerSettings[];
  readonly revision: string;
  readonly lastApplied: LastApplied | null;
  /** The fragment's text. */
  readonly text: string;
  /** Does the file say what is in force? */
  readonly isLoaded: boolean;
  /** Domains that were closed, and whose sessions are still to be ended. */
  readonly toEnd: readonly string[];
}

/** Why nothing can be said: an error's code, and the words. */
export interface Refused {
  readonly code: string;
  readonly problem: Problem;
}

export type Found = { readonly state: InForce } | Refused;

/** What the deployment does for every partner alike. */
export type Fixed = Readonly<Partial<PartnerSettings>>;

export interface Decoders {
  readonly configuration: typeof decodeConfiguration;
  readonly fragment: typeof decodeFragment;
}

const DECODERS: Decoders = { configuration: decodeConfiguration, fragment: decodeFragment };

/** For one deployment that is looked at again and again. */
export function rememberingDecoders(): Decoders {
  return { configuration: remembering(decodeConfiguration), fragment: remembering(decodeFragment) };
}

/** Why the fragment would not decide comes before what it says. */
export function inForce(
  files: ServerFiles,
  dump: Uint8Array,
  options: EjabberdOptions,
  fixed: Fixed,
  decoders: Decoders = DECODERS,
): Found {
  const included = mainProblem(files.main, options);
  if (included !== undefined) return included;
  const decided = decidedBy(files, dump, options, decoders);
  if ('code' in decided) return decided;
  const { configuration } = decided;
  const file = fragmentOf(files.fragment, options, decoders.fragment);
  if ('problem' in file) return { code: UNREADABLE, problem: file.problem };
  const access = decodeAccess(configuration.sections);
  if ('problem' in access) return { code: UNREADABLE, problem: access.problem };
  const { fragment, text } = file;
  const partners = access.allowed.map((allowed) => partnerOf(allowed, fragment.notes.get(allowed.domain), fixed));
  const written = fragment.allowed.map((allowed) => partnerOf(allowed, fragment.notes.get(allowed.domain), fixed));
  const revision = partnersDigest(partners);
  return {
    state: {
      configuration,
      partners,
      revision,
      lastApplied: fragment.lastApplied,
      text,
      isLoaded: revision === partnersDigest(written),
      toEnd: options.openSessions === 'keep' ? [] : fragment.toEnd,
    },
  };
}

/** What the server has accepted, where the fragment decides: now, and after a reload. What it says does not matter here. */
export function decidedBy(
  files: Pick<ServerFiles, 'main'>,
  dump: Uint8Array,
  options: EjabberdOptions,
  decoders: Pick<Decoders, 'configuration'> = DECODERS,
): { readonly configuration: Configuration } | Refused {
  const decoded = decoders.configuration(dumpText(dump));
  if ('problem' in decoded) return { code: UNREADABLE, problem: inForceUnread(decoded.problem) };
  const { configuration } = decoded;
  const open = openDoor(configuration, options.virtualHost) ?? opensWithReload(files.main, configuration, options);
  return open === undefined ? { configuration } : { code: 'fails-open', problem: open };
}

const UNREADABLE = 'unreadable-state';

function inForceUnread({ message, hint }: Problem): Problem {
  return { message: `the configuration that the server has accepted cannot be read: ${message}`, hint };
}

export function mainProblem(main: FileText, { mainFile, fragment }: EjabberdOptions): Refused | undefined {
  if ('refused' in main)
    return {
      code: 'unreadable-main-file',
      problem: {
        message: `the main file cannot be read: ${bounded(main.refused)}`,
        hint: `name it with \`mainFile\` (it is ${mainFile} now), and let the user over there read it: root and ejabberd may`,
      },
    };
  const { root } = parseYaml(main.bytes.toString('utf8'));
  const problem = includeProblem(root === null ? undefined : plainValue(root), fragment);
  return problem && { code: 'not-included', problem };
}

/** A reload takes the main file, too: what somebody wrote there must not come into force with ours. */
function opensWithReload(
  main: FileText,
  { hosts }: Configuration,
  { virtualHost }: EjabberdOptions,
): Problem | undefined {
  const names = hosts.map(({ name }) => name);
  if ('refused' in main) return undefined;
  const decoded = decodeConfiguration(main.bytes.toString('utf8'), names);
  if ('problem' in decoded) return unclear(decoded.problem);
  const problem = openDoor(decoded.configuration, virtualHost);
  return problem && { ...problem, message: `with the next reload of the main file: ${problem.message}` };
}

/** ejabberd lets the last of two equal keys count, which the next reload may bring into force. */
function unclear({ message }: Problem): Problem {
  return {
    message: `whom the main file lets in after a reload cannot be told: ${message}`,
    hint: 'write it as plain YAML: each key once in its map, no anchors and aliases, no directive',
  };
}

export function fragmentOf(
  file: FileText,
  { fragment: path }: EjabberdOptions,
  decode = decodeFragment,
): { readonly fragment: Fragment; readonly text: string } | { readonly problem: Problem } {
  if ('refused' in file)
    return {
      problem: {
        message: `the fragment cannot be read: ${bounded(file.refused)}`,
        hint: `it is a regular file, ${path}, that the user over there may read, and ejabberd too: where it is gone, an empty one will do, and the next apply fills it`,
      },
    };
  if (!isUtf8(file.bytes))
    return { problem: { message: `the fragment ${path} is not UTF-8`, hint: 'restore it from a backup' } };
  const text = file.bytes.toString('utf8');
  const decoded = decode(text);
  if ('fragment' in decoded) return { fragment: decoded.fragment, text };
  const { message, hint } = decoded.problem;
  return { problem: { message: `the fragment ${path}: ${message}`, hint } };
}

/** A number of streams that is not ours says more than the limit that was noted. */
function partnerOf(
  { domain, additionalDomains, streams }: Allowed,
  note: Note | undefined,
  fixed: Fixed,
): PartnerSettings {
  const noted = note?.connectionLimit ?? null;
  return shown(
    {
      ...BASE,
      domain,
      additionalDomains,
      description: note?.description ?? null,
      connectionLimit: streams === 1 ? noted : streams,
    },
    fixed,
  );
}

const BASE: PartnerSettings = { ...PARTNER_DEFAULTS, domain: '', partnerType: 'Federated' };

/** The partner as it is read back: what the server cannot hold is what it does for everybody. */
export function shown(partner: PartnerSettings, fixed: Fixed): PartnerSettings {
  const { domain, description, additionalDomains, connectionLimit } = partner;
  return {
    ...BASE,
    ...fixed,
    domain,
    description,
    additionalDomains: [...additionalDomains].sort(compareText),
    connectionLimit,
  };
}
