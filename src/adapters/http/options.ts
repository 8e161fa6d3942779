/**
 * The deployment's options, checked, with their secrets resolved. Secrets are references to the environment: they are
 * looked up here and go nowhere but into the requests.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { AdapterContext } from '../../model/adapter.ts';
import { urlProblem } from '../../model/deployment-url.ts';
import { PartnerctlError } from '../../model/errors.ts';
import { type Fail, failing } from '../failure.ts';

export interface HttpOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** As the configuration says it, for messages: `EDGE_EU_TOKEN`. */
  readonly tokenName: string;
  /** PEM. With it only these are trusted; without it, those of the system that Node brings. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** For one request, whole. */
  readonly timeoutMs: number;
}

export const DEFAULT_TIMEOUT_S = 30;
/** Shorter ones can be guessed, and would be found in answers by accident. */
const SHORTEST_TOKEN = 16;

/** Throws AdapterError (operation `open`). */
export async function checkOptions(context: AdapterContext): Promise<HttpOptions> {
  const url = addressOption(context);
  const { name: tokenName, value: token } = tokenOption(context);
  const certificates = await certificateOptions(context);
  const seconds = context.options['timeout'];
  const timeoutMs = (typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_TIMEOUT_S) * 1000;
  return { url, token, tokenName, ...certificates, timeoutMs };
}

/** Without a slash at the end. Throws AdapterError. */
export function addressOption(context: AdapterContext): string {
  const url = textOption(context, 'url') ?? '';
  const wrong = urlProblem(url);
  if (wrong === undefined) return url.replace(/\/+$/, '');
  const message = `url: ${JSON.stringify(url)}: ${wrong.reason}`;
  throw failingToOpen(context)({ code: 'bad-url', message, hint: wrong.hint });
}

/** Throws AdapterError. */
export function tokenOption(context: AdapterContext): Secret {
  const fail = failingToOpen(context);
  const token = lookUp('token', textOption(context, 'token'), context.env, fail);
  checkToken(token.value, token.name, fail);
  return token;
}

/** Throws AdapterError. */
export async function certificateOptions(context: AdapterContext): Promise<Pick<HttpOptions, 'ca' | 'cert' | 'key'>> {
  const fail = failingToOpen(context);
  const text = (name: string): string | undefined => textOption(context, name);
  const file = (option: string) => certificates(option, text(option), context.fileText, fail);
  const [ca, cert] = [await file('ca'), await file('clientCertificate')];
  const key =
    text('clientKey') === undefined
      ? undefined
      : privateKey(lookUp('clientKey', text('clientKey'), context.env, fail), fail);
  if ((cert === undefined) !== (key === undefined))
    throw fail({
      code: 'client-certificate',
      message: `${cert === undefined ? 'clientKey' : 'clientCertificate'} stands alone`,
      hint: 'a client certificate needs both: `clientCertificate: <file>` and `clientKey: env:NAME`',
    });
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

export function textOption({ options }: AdapterContext, name: string): string | undefined {
  return typeof options[name] === 'string' ? options[name] : undefined;
}

function failingToOpen({ deployment }: AdapterContext): Fail {
  return failing(deployment, 'open', deployment);
}

export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** White space around it is the shell's, or the file's that it came from. */
function lookUp(option: string, reference: string | undefined, env: AdapterContext['env'], fail: Fail): Secret {
  const name = /^env:([A-Za-z_]\w*)$/.exec(reference ?? '')?.[1];
  if (name === undefined)
    throw fail({
      code: 'bad-reference',
      message: `${option} is no reference to a variable of the environment`,
      hint: `write \`${option}: env:NAME\`, never the secret itself`,
    });
  const value = env[name]?.trim() ?? '';
  if (value !== '') return { name, value };
  throw fail({
    code: 'missing-secret',
    message: `the variable ${name} (${option}) is ${env[name] === undefined ? 'not set' : 'empty'}`,
    hint: `export ${name}, or give the job that secret: it is what the server's administrator gave you for \`${option}\``,
  });
}

/** RFC 6750 §2.1, and no longer than a header may be. */
function checkToken(token: string, name: string, fail: Fail): void {
  const reason = !/^[A-Za-z0-9._~+/-]+=*$/.test(token)
    ? 'has a character that no token has'
    : token.length < SHORTEST_TOKEN
      ? `has fewer than ${SHORTEST_TOKEN} characters`
      : token.length > 4096
        ? 'is longer than a token can be'
        : undefined;
  if (reason === undefined) return;
  const hint = 'set it to the token alone, as the server printed it when it was made';
  throw fail({ code: 'bad-token', message: `the token in ${name} ${reason}`, hint });
}

async function certificates(
  option: string,
  path: string | undefined,
  fileText: AdapterContext['fileText'],
  fail: Fail,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const hint = 'it must be a PEM file in the repository, beginning with -----BEGIN CERTIFICATE-----';
  let pem: string;
  try {
    pem = await fileText(path);
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    throw fail({ code: 'unreadable-certificate', message: `${option}: ${path}: ${error.message}`, hint: error.hint });
  }
  try {
    for (const [one] of pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g))
      new X509Certificate(one);
    if (pem.includes('-----BEGIN CERTIFICATE-----') && !pem.includes('PRIVATE KEY')) return pem;
  } catch {
    throw fail({ code: 'unreadable-certificate', message: `${option}: ${path} holds a broken certificate`, hint });
  }
  if (pem.includes('PRIVATE KEY')) {
    const away = 'remove the key from the repository, and replace it: it is no secret any more';
    throw fail({ code: 'unreadable-certificate', message: `${option}: ${path} holds a private key`, hint: away });
  }
  throw fail({ code: 'unreadable-certificate', message: `${option}: ${path} holds no certificate`, hint });
}

function privateKey({ name, value }: Secret, fail: Fail): string {
  // some CI systems keep a secret on one line
  const pem = value.includes('\n') ? value : value.replaceAll('\\n', '\n');
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    // the library's message may quote the key
    const hint = 'set it to the PEM text of an unencrypted private key, -----BEGIN PRIVATE KEY----- and all';
    throw fail({ code: 'bad-key', message: `the variable ${name} (clientKey) holds no private key`, hint });
  }
}
