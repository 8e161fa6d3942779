/**
 * The deployment's options, checked. They come from a file that a pull request may change: nothing in them may start
 * another program than ejabberdctl, or make one of a file of the repository.
 */
import { posix } from 'node:path';
import type { AdapterContext } from '../../model/adapter.ts';
import { urlProblem } from '../../model/deployment-url.ts';
import { NEGOTIATIONS, type NegotiationSettings } from '../../model/negotiation.ts';
import { isHostName } from '../../shell/host-name.ts';
import { type Fail, failing } from '../failure.ts';
import type { OpenSessionsOption } from './capabilities.ts';

export interface EjabberdOptions {
  /** Absolute, on the server. */
  readonly fragment: string;
  readonly mainFile: string;
  /** Where ejabberd may write: what it has accepted is dumped there. */
  readonly scratch: string;
  /** Over SSH; undefined: this machine. */
  readonly host: string | undefined;
  readonly way: ApiWay | CtlWay;
  readonly virtualHost: string | undefined;
  readonly enforces: NegotiationSettings | null;
  readonly openSessions: OpenSessionsOption;
  /** For one step. */
  readonly timeoutMs: number;
}

export interface ApiWay {
  readonly kind: 'api';
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | null;
  /** As the configuration says it, for messages. */
  readonly tokenName: string | null;
}

export interface CtlWay {
  readonly kind: 'ctl';
  readonly argv: readonly string[];
}

/** As messages begin. */
export function placeOf({ host, way }: Pick<EjabberdOptions, 'host' | 'way'>): string {
  return host ?? (way.kind === 'api' ? way.url : 'ejabberd');
}

const DEFAULTS = {
  mainFile: '/etc/ejabberd/ejabberd.yml',
  scratch: '/var/lib/ejabberd',
  ctl: '/usr/sbin/ejabberdctl',
  timeoutS: 30,
} as const;

/** Throws AdapterError (operation `open`). */
export function checkOptions({ deployment, options, env, root }: AdapterContext): EjabberdOptions {
  const fail = failing(deployment, 'open', deployment);
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const path = (name: string, fallback?: string) => absolutePath(name, text(name) ?? fallback ?? '', fail);
  const host = text('host');
  if (host !== undefined && !isHostName(host))
    throw fail({
      code: 'bad-host',
      message: `host: ${JSON.stringify(host)} is not a host name`,
      hint: 'write a name in lower case and nothing else, such as edge-1: user, port and key come from your ssh configuration',
    });
  const seconds = options['timeout'];
  return {
    fragment: path('fragment'),
    mainFile: path('mainFile', DEFAULTS.mainFile),
    scratch: path('scratch', DEFAULTS.scratch),
    host,
    way: options['api'] === undefined ? ctlWay(options['ctl'], root, fail) : apiWay(options, host, env, fail),
    virtualHost: text('virtualHost'),
    enforces: declared(options['enforces'], fail),
    openSessions: options['openSessions'] === 'keep' ? 'keep' : 'end-all',
    timeoutMs: (typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULTS.timeoutS) * 1000,
  };
}

function absolutePath(name: string, path: string, fail: Fail): string {
  const isSound = posix.isAbsolute(path) && posix.normalize(path) === path && !/[\x00-\x1f\x7f]/.test(path);
  if (isSound && !path.endsWith('/')) return path;
  const hint = `write a whole path on the server, such as ${name}: /etc/ejabberd/federation/federation.yml`;
  throw fail({ code: 'bad-path', message: `${name}: ${JSON.stringify(path)} is not an absolute path`, hint });
}

function apiWay(
  options: AdapterContext['options'],
  host: string | undefined,
  env: AdapterContext['env'],
  fail: Fail,
): ApiWay {
  const url = typeof options['api'] === 'string' ? options['api'] : '';
  if (options['ctl'] !== undefined)
    throw fail({ code: 'two-ways', message: 'api and ctl stand together', hint: 'keep one of them' });
  const wrong = urlProblem(url);
  if (wrong !== undefined)
    throw fail({ code: 'bad-url', message: `api: ${JSON.stringify(url)}: ${wrong.reason}`, hint: wrong.hint });
  if (host !== undefined && url.startsWith('http:'))
    throw fail({
      code: 'bad-url',
      message: `api: ${url} would be asked on this machine, and the server is ${host}`,
      hint: 'leave `api` out: ejabberdctl is then called on the server, over SSH',
    });
  return { kind: 'api', url: url.replace(/\/+$/, ''), ...tokenOf(options['token'], env, fail) };
}

function tokenOf(reference: unknown, env: AdapterContext['env'], fail: Fail): Pick<ApiWay, 'token' | 'tokenName'> {
  if (reference === undefined) return { token: null, tokenName: null };
  const tokenName = typeof reference === 'string' ? /^env:([A-Za-z_]\w*)$/.exec(reference)?.[1] : undefined;
  if (tokenName === undefined)
    throw fail({
      code: 'bad-reference',
      message: 'token is no reference to a variable of the environment',
      hint: 'write `token: env:NAME`, never the secret itself',
    });
  const token = env[tokenName]?.trim() ?? '';
  // RFC 6750 §2.1; shorter ones would be found in answers by accident
  if (/^[A-Za-z0-9._~+/-]{16,4096}=*$/.test(token)) return { token, tokenName };
  throw fail({
    code: token === '' ? 'missing-secret' : 'bad-token',
    message: `the variable ${tokenName} (token) ${token === '' ? 'is not set, or empty' : 'holds no OAuth token'}`,
    hint: `export ${tokenName}: a token that \`ejabberdctl oauth_issue_token\` made`,
  });
}

const CTL_OPTIONS: ReadonlySet<string> = new Set(['--config-dir', '--ctl-config', '--spool', '--logs', '--config']);

function ctlWay(ctl: unknown, root: string, fail: Fail): CtlWay {
  const argv = ctl === undefined ? [DEFAULTS.ctl] : Array.isArray(ctl) ? (ctl as readonly unknown[]) : [ctl];
  const words = argv.filter((word) => typeof word === 'string');
  const [program = '', ...args] = words;
  // the kernel's folders lead to wherever this process stands: /proc/self/cwd
  const isOurs = (path: string): boolean =>
    [root, '/proc', '/dev'].some((folder) => path === folder || path.startsWith(`${folder}/`));
  const paths = [program, ...args.filter((_, index) => index % 2 === 1)];
  const isSound =
    words.length === argv.length &&
    posix.basename(program) === 'ejabberdctl' &&
    args.length % 2 === 0 &&
    args.every((word, index) => index % 2 === 1 || CTL_OPTIONS.has(word)) &&
    paths.every((path) => posix.isAbsolute(path) && posix.normalize(path) === path && !isOurs(path));
  if (isSound) return { kind: 'ctl', argv: words };
  throw fail({
    code: 'bad-ctl',
    message: `ctl: ${JSON.stringify(ctl)} is not a way to call ejabberdctl`,
    hint: `write its path, and where it needs them, options with absolute paths outside of the repository: ctl: [/opt/ejabberd/bin/ejabberdctl, --config-dir, /opt/ejabberd/conf]`,
  });
}

function declared(enforces: unknown, fail: Fail): NegotiationSettings | null {
  if (enforces === undefined) return null;
  const all = (typeof enforces === 'object' && enforces !== null ? enforces : {}) as Record<string, unknown>;
  const tlsNegotiation = NEGOTIATIONS.find((each) => each === all['tlsNegotiation']);
  const saslNegotiation = NEGOTIATIONS.find((each) => each === all['saslNegotiation']);
  const dialbackNegotiation = all['dialbackNegotiation'];
  if (tlsNegotiation !== undefined && saslNegotiation !== undefined && typeof dialbackNegotiation === 'boolean')
    return { tlsNegotiation, saslNegotiation, dialbackNegotiation };
  throw fail({
    code: 'bad-enforces',
    message: 'enforces does not say all three: tlsNegotiation, saslNegotiation, dialbackNegotiation',
    hint: 'write enforces: {tlsNegotiation: Required, saslNegotiation: Optional, dialbackNegotiation: true}, as your server does it',
  });
}
