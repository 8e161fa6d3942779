/**
 * Management Shell cmdlets with a memory, as Microsoft's reference pages describe them: parameters, types, defaults,
 * one object for each partner. Where the pages say nothing (what is there already, what is missing), they fail.
 */
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { type Cmdlet, runScript, type ScriptRun } from './interpreter.ts';
import { Hash, List, Member, ScriptFailure, type Terminal, type Thing, textOf, thing, unrolled } from './values.ts';

export interface Written {
  readonly verb: 'New' | 'Set' | 'Remove';
  readonly identity: string;
  readonly parameters: readonly string[];
}

export interface LyncShell {
  run(script: string, parameters?: Readonly<Record<string, unknown>>, terminal?: Terminal): ScriptRun;
  /** What is there, as partnerctl would read it. */
  partners(): readonly PartnerSettings[];
  /** What somebody does in the Control Panel. */
  edit(domain: string, to: Partial<PartnerSettings> | null): void;
  readonly written: readonly Written[];
}

export interface ShellOptions {
  /** Cmdlets besides those for partners: the objects that each gives. */
  readonly gives?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** What each reading and each write warns of. */
  readonly warning?: string;
  /** Called before each reading; what it throws, the cmdlet says. */
  readonly beforeRead?: () => void;
  /** Called before the n-th write; what it throws, the cmdlet says. */
  readonly beforeWrite?: (count: number, shell: LyncShell) => void;
  /** Called after the n-th write. */
  readonly afterWrite?: (count: number, shell: LyncShell) => void;
  /** Is -ConnectionLimit of a type that takes $null? */
  readonly limitTakesNull?: boolean;
  /** Cmdlets that this shell does not have. */
  readonly missing?: readonly string[];
  /** Modules that are installed; Lync's where nothing is said. */
  readonly modules?: readonly string[];
  /** What becomes of a partner's properties before it is shown. */
  readonly showing?: (properties: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** How a name is shown; partners made by hand may have upper case in theirs. */
  readonly shownAs?: (domain: string) => string;
}

const DEFAULTS = { partnerType: 'PublicUnverified' } as const;

export function lyncShell(live: readonly PartnerSettings[], options: ShellOptions = {}): LyncShell {
  const { shownAs = (domain) => domain, showing = (properties) => properties } = options;
  const { limitTakesNull = true, missing = [], modules = ['Lync'] } = options;
  const state = new Map(live.map((partner) => [partner.domain, partner]));
  const written: Written[] = [];

  const warn = (given: ReadonlyMap<string, unknown>, verb: string): void => {
    const heard = given.get('warningvariable');
    if (options.warning !== undefined && heard instanceof List) heard.items.push(`${verb}: ${options.warning}`);
  };
  const write = (
    verb: Written['verb'],
    parameters: ReadonlyMap<string, unknown>,
    change: (domain: string) => PartnerSettings | null,
  ): readonly unknown[] => {
    if (parameters.get('confirm') !== false || parameters.get('erroraction') !== 'Stop')
      throw new Error(`${verb} would ask, or go on after an error`);
    warn(parameters, verb);
    options.beforeWrite?.(written.length + 1, shell);
    const identity = textOf(parameters.get('identity'));
    const domain = [...state.keys()].find((each) => shownAs(each) === identity) ?? identity;
    if ((verb === 'New') === state.has(domain))
      throw new ScriptFailure(verb === 'New' ? 'it exists already' : 'there is no such partner');
    const next = change(domain);
    if (next === null) state.delete(domain);
    else state.set(domain, next);
    written.push({ verb, identity, parameters: [...parameters.keys()].filter((name) => !COMMON.has(name)).sort() });
    options.afterWrite?.(written.length, shell);
    return verb === 'New' ? [thing(asShown(next as PartnerSettings, shownAs))] : [];
  };
  const existing = (domain: string): PartnerSettings => state.get(domain) as PartnerSettings;
  const cmdlets: Record<string, Cmdlet> = {
    'Get-CsXmppAllowedPartner': (given) => {
      warn(given, 'Get');
      options.beforeRead?.();
      return [...state.values()].map((partner) => thing(showing(asShown(partner, shownAs))));
    },
    'New-CsXmppAllowedPartner': (given) =>
      write('New', given, (domain) =>
        withParameters({ ...EMPTY, ...DEFAULTS, domain }, given, { isNew: true, limitTakesNull }),
      ),
    'Set-CsXmppAllowedPartner': (given) =>
      write('Set', given, (domain) => withParameters(existing(domain), given, { isNew: false, limitTakesNull })),
    'Remove-CsXmppAllowedPartner': (given) => write('Remove', given, () => null),
  };
  for (const [name, objects] of Object.entries(options.gives ?? {})) cmdlets[name] = () => objects.map(thing);
  for (const name of missing) delete cmdlets[name];
  cmdlets['Get-Module'] = (given) =>
    modules.filter((name) => name === given.get('name')).map((Name) => thing({ Name, Version: '5.0.8308.0' }));
  cmdlets['Get-Command'] = (parameters) => {
    const name = textOf(parameters.get('name'));
    return cmdlets[name] === undefined ? [] : [commandInfo(limitTakesNull)];
  };
  const shell: LyncShell = {
    run: (script, parameters = {}, terminal) => runScript(script, parameters, { ...AROUND, ...cmdlets }, terminal),
    partners: () => [...state.values()].sort((a, b) => (a.domain < b.domain ? -1 : 1)),
    edit: (domain, to) => {
      if (to === null) state.delete(domain);
      else state.set(domain, { ...EMPTY, domain, ...state.get(domain), ...to });
    },
    written,
  };
  return shell;
}

const COMMON: ReadonlySet<string> = new Set(['identity', 'confirm', 'erroraction', 'warningvariable']);

/** Cmdlets of PowerShell itself. */
const AROUND: Readonly<Record<string, Cmdlet>> = {
  'Import-Module': () => [],
  'ConvertFrom-Json': (given, _, [piped]) => [fromJson(parsed(textOf(given.get('inputobject') ?? piped)))],
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ScriptFailure('Invalid object passed in.');
  }
}

/** A text that looks like a time is made one, and is no text any more. */
function fromJson(value: unknown): unknown {
  if (typeof value === 'string') return /^(?:\d{4}-\d\d-\d\dT|\/Date\()/.test(value) ? thing({ Ticks: 0 }) : value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return value;
  return thing(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromJson(member)])));
}

const EMPTY = {
  description: null,
  additionalDomains: [],
  partnerType: 'Federated',
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: true,
  connectionLimit: null,
  keepAlive: true,
  proxyFqdn: null,
} as const satisfies Omit<PartnerSettings, 'domain'>;

/** Enumerations are objects, an empty text is what a text that was cleared looks like, a list is a collection. */
function asShown(partner: PartnerSettings, shownAs: (domain: string) => string): Readonly<Record<string, unknown>> {
  const domains = new List();
  // in an order of its own
  domains.items.push(...[...partner.additionalDomains].reverse().map(shownAs));
  return {
    Identity: shownAs(partner.domain),
    Domain: shownAs(partner.domain),
    Description: partner.description ?? '',
    AdditionalDomains: domains,
    PartnerType: new Member(partner.partnerType),
    TlsNegotiation: new Member(partner.tlsNegotiation),
    SaslNegotiation: new Member(partner.saslNegotiation),
    SupportDialbackNegotiation: partner.dialbackNegotiation,
    ConnectionLimit: partner.connectionLimit,
    EnableKeepAlive: partner.keepAlive,
    ProxyFqdn: partner.proxyFqdn === null ? '' : shownAs(partner.proxyFqdn),
  };
}

function commandInfo(limitTakesNull: boolean): Thing {
  const type = thing({ IsValueType: true, underlying: limitTakesNull ? 'UInt32' : null });
  return thing({ Parameters: new Hash([['ConnectionLimit', thing({ ParameterType: type })]]) });
}

function withParameters(
  partner: PartnerSettings,
  given: ReadonlyMap<string, unknown>,
  { isNew, limitTakesNull }: { readonly isNew: boolean; readonly limitTakesNull: boolean },
): PartnerSettings {
  const text = (value: unknown): string | null => {
    if (value !== null && typeof value !== 'string') throw new ScriptFailure('a text is wanted');
    return value === '' ? null : value;
  };
  const truth = (value: unknown): boolean => {
    if (typeof value !== 'boolean') throw new ScriptFailure('a truth is wanted');
    return value;
  };
  const oneOf =
    <T extends string>(...names: readonly T[]) =>
    (value: unknown): T => {
      const found = names.find((name) => name === value);
      if (found === undefined) throw new ScriptFailure(`${textOf(value)} is none of ${names.join(', ')}`);
      return found;
    };
  const negotiation = oneOf('Required', 'Optional', 'NotSupported');
  const readers: Readonly<Record<string, (value: unknown) => Partial<PartnerSettings>>> = {
    description: (value) => ({ description: text(value) }),
    additionaldomains: (value) => ({ additionalDomains: domainsOf(value, isNew) }),
    partnertype: (value) => ({ partnerType: oneOf('Federated', 'PublicVerified', 'PublicUnverified')(value) }),
    tlsnegotiation: (value) => ({ tlsNegotiation: negotiation(value) }),
    saslnegotiation: (value) => ({ saslNegotiation: negotiation(value) }),
    supportdialbacknegotiation: (value) => ({ dialbackNegotiation: truth(value) }),
    connectionlimit: (value) => ({ connectionLimit: limitOf(value, limitTakesNull) }),
    enablekeepalive: (value) => ({ keepAlive: truth(value) }),
    proxyfqdn: (value) => ({ proxyFqdn: text(value) }),
  };
  let now = partner;
  for (const [name, value] of given) {
    if (COMMON.has(name)) continue;
    const reader = readers[name];
    if (reader === undefined) throw new ScriptFailure(`A parameter cannot be found that matches '${name}'.`);
    now = { ...now, ...reader(value) };
  }
  return now;
}

/** PSListModifier, as the pages show it: a list for a new partner; @{Replace=...} or $null for one that is there. */
function domainsOf(value: unknown, isNew: boolean): readonly string[] {
  if (value === null && !isNew) return [];
  const isReplacement = value instanceof Hash && value.keys().join() === 'Replace';
  const list = isReplacement && !isNew ? value.get('Replace') : isNew ? value : undefined;
  if (!Array.isArray(list)) throw new ScriptFailure('a list is wanted');
  if (list.length === 0) throw new ScriptFailure('no page says what an empty list does');
  return unrolled(list).map(textOf).sort();
}

/** What a parameter that takes no null makes of it. */
function limitOf(value: unknown, takesNull: boolean): number | null {
  if (value === null) return takesNull ? null : 0;
  if (typeof value !== 'number') throw new ScriptFailure('a number is wanted');
  return value;
}
