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

export interface InForce {
  readonly configuration: Configuration;
  readonly partners: readonly PartnerSettings[];
  readonly revision: string;
  readonly lastApplied: LastApplied | null;
  /** The fragment's text. */
  readonly text: string;
  /** Does the file say what is in force? */
  readonly isLoaded: boolean;
}

/** Why nothing can be said: an error's code, and the words. */
export interface Refused {
  readonly code: string;
  readonly problem: Problem;
}

export type Found = { readonly state: InForce } | Refused;

/** What the deployment does for every partner alike. */
export type Fixed = Readonly<Partial<PartnerSettings>>;

/** Why the fragment would not decide comes before what it says. */
export function inForce(files: ServerFiles, dump: Uint8Array, options: EjabberdOptions, fixed: Fixed): Found {
  const included = mainProblem(files.main, options);
  if (included !== undefined) return included;
  const decoded = decodeConfiguration(dumpText(dump));
  if ('problem' in decoded) return { code: UNREADABLE, problem: decoded.problem };
  const { configuration } = decoded;
  const open = openDoor(configuration, options.virtualHost);
  if (open !== undefined) return { code: 'fails-open', problem: open };
  const file = fragmentOf(files.fragment, options);
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
    },
  };
}

const UNREADABLE = 'unreadable-state';

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

export function fragmentOf(
  file: FileText,
  { fragment: path }: EjabberdOptions,
): { readonly fragment: Fragment; readonly text: string } | { readonly problem: Problem } {
  if ('refused' in file)
    return {
      problem: {
        message: `the fragment cannot be read: ${bounded(file.refused)}`,
        hint: `it is ${path}, a regular file that the user over there may read and ejabberd, too`,
      },
    };
  if (!isUtf8(file.bytes))
    return { problem: { message: `the fragment ${path} is not UTF-8`, hint: 'restore it from a backup' } };
  const text = file.bytes.toString('utf8');
  const decoded = decodeFragment(text);
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
      connectionLimit: streams === 1 && noted !== null ? noted : streams,
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
