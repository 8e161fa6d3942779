/**
 * The four cmdlets as they are documented: parameters, types, values, defaults. What the documentation leaves open
 * (what they say about a partner that is there already) is made up, and marked as such.
 */
import { discard, faultsOf, happened, note, type Stored, store, storedPartner, writeFault } from './store.ts';

/** As PowerShell's catch sees it. */
export class CmdletProblem extends Error {
  readonly id: string;
  readonly category: string;
  constructor(message: string, id: string, category: string) {
    super(message);
    this.id = id;
    this.category = category;
  }
}

type Check = (value: unknown) => boolean;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    // ValidateSet and enumerations compare without regard to case
    typeof value === 'string' && values.some((each) => each.toLowerCase() === value.toLowerCase());
const isText: Check = (value) => value === null || typeof value === 'string';
const isTruth: Check = (value) => typeof value === 'boolean';
const isNegotiation = oneOf('Required', 'Optional', 'NotSupported');
const isUInt32: Check = (value) =>
  value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 4_294_967_295);
/** PSListModifier: a list replaces all; a table says Add, Remove or Replace; null empties. */
const isModifier: Check = (value) =>
  value === null ||
  isList(value) ||
  (typeof value === 'object' && Object.keys(value).every((key) => ['Add', 'Remove', 'Replace'].includes(key)));
const isList: Check = (value) => Array.isArray(value) && value.every((each) => typeof each === 'string');

const PARAMETERS: Readonly<Record<string, Check>> = {
  PartnerType: oneOf('Federated', 'PublicVerified', 'PublicUnverified'),
  TlsNegotiation: isNegotiation,
  SaslNegotiation: isNegotiation,
  SupportDialbackNegotiation: isTruth,
  EnableKeepAlive: isTruth,
  Description: isText,
  ProxyFqdn: isText,
  ConnectionLimit: isUInt32,
  AdditionalDomains: isModifier,
};

/** The cmdlets' own, not ours: PublicUnverified. */
const DEFAULTS = {
  AdditionalDomains: [],
  ConnectionLimit: null,
  Description: null,
  EnableKeepAlive: true,
  PartnerType: 'PublicUnverified',
  ProxyFqdn: null,
  SaslNegotiation: 'Required',
  SupportDialbackNegotiation: true,
  TlsNegotiation: 'Required',
};

export type Parameters = Readonly<Record<string, unknown>>;

/** Carries out one writing cmdlet; returns what -WarningVariable would hold. Throws CmdletProblem. */
export function runCmdlet(folder: string, verb: string, identity: string, given: Parameters): readonly string[] {
  note(folder, `${verb}-CsXmppAllowedPartner ${identity} ${JSON.stringify(given)}`);
  bind(verb, given);
  const faults = faultsOf(folder);
  const fault = writeFault(folder);
  if (fault !== undefined && fault !== 'hang-after') happened(folder, faults);
  if (fault === 'throw') throw denied(identity);
  if (fault === 'die-before') process.exit(9);
  const change = fault === 'differ' ? { ...given, EnableKeepAlive: given['EnableKeepAlive'] === false } : given;
  carryOut(folder, verb, identity, change);
  if (fault === 'throw-after') throw denied(identity);
  if (fault === 'die-after') process.exit(9);
  return fault === 'warn' ? [`Replication to ${identity} may take "some" minutes – see \u2019the log\u2019`] : [];
}

function denied(identity: string): CmdletProblem {
  return new CmdletProblem(
    `Access to ${identity} is denied for CONTOSO\\svc: „Zugriff verweigert“`,
    'AccessDenied,Microsoft.Rtc.Management.Xmpp.SetAllowedPartnerCmdlet',
    'PermissionDenied',
  );
}

function bind(verb: string, given: Parameters): void {
  for (const [name, value] of Object.entries(given)) {
    const check = verb === 'Remove' ? undefined : PARAMETERS[name];
    if (check === undefined)
      throw new CmdletProblem(
        `A parameter cannot be found that matches parameter name '${name}'.`,
        `NamedParameterNotFound,${verb}`,
        'InvalidArgument',
      );
    if (!check(value))
      throw new CmdletProblem(
        `Cannot bind parameter '${name}' to ${JSON.stringify(value)}.`,
        `ParameterArgumentTransformationError,${verb}`,
        'InvalidData',
      );
  }
}

function carryOut(folder: string, verb: string, identity: string, given: Parameters): void {
  const found = storedPartner(folder, identity);
  // not documented: what is said where it is there already, or is not
  if ((verb === 'New') === (found !== undefined))
    throw new CmdletProblem(
      found === undefined ? `Cannot find "${identity}".` : `"${identity}" exists already.`,
      found === undefined ? 'MissingItem,Xds' : 'DuplicateItem,Xds',
      found === undefined ? 'ObjectNotFound' : 'ResourceExists',
    );
  if (verb === 'Remove') {
    discard(folder, identity);
    return;
  }
  const before: Stored = found ?? { Identity: identity, Domain: identity, ...DEFAULTS };
  const named = Object.entries(given).map(([name, value]) => [name, changed(name, value, before[name])] as const);
  store(folder, { ...before, ...Object.fromEntries(named) });
}

function changed(name: string, value: unknown, before: unknown): unknown {
  // a null that is bound to a String is an empty one
  if (name === 'Description' || name === 'ProxyFqdn') return value ?? '';
  if (name !== 'AdditionalDomains') return value;
  if (value === null || Array.isArray(value)) return value ?? [];
  const { Add = [], Remove = [], Replace } = value as Readonly<Record<string, readonly string[]>>;
  return Replace ?? [...(before as readonly string[]), ...Add].filter((each) => !Remove.includes(each));
}
