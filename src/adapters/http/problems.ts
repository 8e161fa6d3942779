/** What went wrong with a request → an error for a person: what it means, and what to do about it. */
import type { NoAnswer } from '../../http/connection.ts';
import { mayPass } from '../../http/passing.ts';
import { REVISION_MOVED } from '../../model/adapter.ts';
import type { AdapterError } from '../../model/errors.ts';
import { quoted } from '../../model/quoted.ts';
import type { Fail } from '../failure.ts';
import { type Answer, MAX_ANSWER_BYTES } from './api.ts';
import { decodeProblem } from './codec.ts';
import type { HttpOptions } from './options.ts';

export interface Exchange {
  readonly fail: Fail;
  readonly options: HttpOptions;
  /** A change whose answer is lost may be there: the core reads again. Everything else was tried again already. */
  readonly isChange: boolean;
}

/** The answer, where it is one: a success, as JSON. Throws AdapterError. */
export function answerOf(outcome: Answer | NoAnswer, exchange: Exchange): Answer {
  if (outcome.kind === 'no-answer') throw networkProblem(outcome, exchange);
  const { status, contentType } = outcome;
  if (status >= 300 && status < 400) throw redirect(outcome, exchange);
  if (status !== 200) throw statusProblem(outcome, exchange);
  if (contentType === 'application/json') return outcome;
  throw notTheApi(`it answers with ${contentType === '' ? 'no content type' : quoted(contentType)}`, exchange);
}

function notTheApi(what: string, { fail, isChange }: Exchange): AdapterError {
  const code = isChange ? 'unreadable-answer' : 'unreadable-state';
  const hint = 'something else answers here: check `url`, and what stands between you and the server';
  return fail({ code, message: `${what}, where the partner API answers with JSON`, hint });
}

/** The answer is JSON, and not what the partner API says. */
export function undecodable(problem: string, { fail, isChange }: Exchange): AdapterError {
  const code = isChange ? 'unreadable-answer' : 'unreadable-state';
  const hint = 'the answer is not taken: check that `url` is a partner API, version 1, and its health';
  return fail({ code, message: `the answer cannot be trusted: ${problem}`, hint });
}

function redirect({ status, location }: Answer, { fail }: Exchange): AdapterError {
  const target = location === '' ? 'nowhere' : quoted(location, 200);
  const hint = 'redirects are not followed, because the token would go there: write the final address as `url`';
  return fail({ code: 'redirected', message: `the server redirects to ${target} (${status})`, hint });
}

function statusProblem(answer: Answer, exchange: Exchange): AdapterError {
  const { status, text, retryAfter } = answer;
  const { fail, options, isChange } = exchange;
  const said = decodeProblem(text);
  switch (status) {
    case 401:
      return fail({
        code: 'unauthorized',
        message: 'the server does not know the token (401)',
        hint: `the variable ${options.tokenName} holds it: give it a token of that server that is still valid`,
      });
    case 403:
      return fail({
        code: said?.code ?? 'forbidden',
        message: said === undefined ? 'the server refuses (403)' : `${said.message} (403)`,
        hint:
          said === undefined
            ? REFUSED_BY_ANOTHER
            : `the token in ${options.tokenName} may only read: applying and blocking need a read-write token`,
      });
    case 404:
      return fail({
        code: 'not-found',
        message: 'nothing is there (404)',
        hint: 'check `url`; or the server does not allow this address to ask: partner_policy_allow_from in its configuration',
      });
    case 412:
      return fail({
        code: REVISION_MOVED,
        message: 'its partners have changed since they were read (412)',
        hint: 'plan again: somebody else has written',
      });
    case 413:
      return fail({
        code: 'too-large',
        message: 'the change is too large for one request (413)',
        hint: 'apply it in parts, with --only DOMAIN…',
      });
    case 429:
      return fail({
        code: 'too-many-requests',
        message: `the server asks for a pause${pauseWords(retryAfter)} (429)`,
        hint: 'wait, then run the command again; wrong tokens make a server do this, too',
      });
    default:
      return fail({
        code: said?.code ?? (status >= 500 ? 'server-error' : 'unexpected-status'),
        message: said === undefined ? `the server answers with status ${status}` : `${said.message} (${status})`,
        hint: said?.hint || 'see the log of the server, and of what stands between you and it',
        // it may have been done before somebody on the way said so
        retryable: isChange && status >= 500,
      });
  }
}

const REFUSED_BY_ANOTHER = 'no partner API says that: see what stands between you and the server';

function pauseWords(retryAfter: string): string {
  if (retryAfter === '') return '';
  return /^\d+$/.test(retryAfter) ? ` of ${retryAfter} seconds` : ` until ${quoted(retryAfter)}`;
}

const CA_HINT = 'name the authority that issued it: `ca: <file>` for this deployment, a PEM file in the repository';
const NAME_HINT = 'the name in `url` must be one that the certificate holds';
const REACH_HINT = 'check `url`, that the server runs, and that this machine may reach it';

/** By code of Node, OpenSSL or undici: what it means, what to do. */
const NETWORK: Readonly<Record<string, readonly [code: string, message: string, hint: string]>> = {
  ABORTED: ['no-answer', 'the answer was not waited for', 'run the command again: what is done is not done twice'],
  CLOSED: ['closed', 'the connection was closed already', 'this is a bug in partnerctl: please report it'],
  ECONNREFUSED: ['unreachable', 'nobody listens there', REACH_HINT],
  ENOTFOUND: ['unreachable', 'its name does not exist', REACH_HINT],
  EAI_AGAIN: ['unreachable', 'its name cannot be looked up', 'check the DNS of this machine'],
  EHOSTUNREACH: ['unreachable', 'there is no way to it', REACH_HINT],
  ENETUNREACH: ['unreachable', 'there is no way to it', REACH_HINT],
  UND_ERR_CONNECT_TIMEOUT: ['unreachable', 'no connection in time', REACH_HINT],
  ETIMEDOUT: ['timeout', 'no answer in time', REACH_HINT],
  ECONNRESET: [
    'connection-lost',
    'the connection broke before the answer was whole',
    'try again; see the server’s log',
  ],
  EPIPE: ['connection-lost', 'the connection broke before the answer was whole', 'try again; see the server’s log'],
  UND_ERR_SOCKET: [
    'connection-lost',
    'the connection broke before the answer was whole',
    'try again; see the server’s log',
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['connection-lost', 'the answer breaks off', 'try again; see the server’s log'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: [
    'answer-too-large',
    `the answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB`,
    'no state is: check `url`',
  ],
  ECHO: [
    'untrustworthy',
    'the answer repeats the token',
    'no partner API does that: check `url`, and replace the token',
  ],
  CERT_HAS_EXPIRED: ['untrusted-certificate', 'its certificate has expired', 'renew it on the server'],
  CERT_NOT_YET_VALID: ['untrusted-certificate', 'its certificate is not valid yet', 'check the clock of this machine'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['untrusted-certificate', 'its certificate is self-signed', CA_HINT],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'untrusted-certificate',
    'its certificate comes from an authority that is not trusted',
    CA_HINT,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'untrusted-certificate',
    'its certificate comes from an authority that is not trusted, or the server does not send the whole chain',
    CA_HINT,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'untrusted-certificate',
    'its certificate comes from an authority that is not trusted',
    CA_HINT,
  ],
  UNABLE_TO_GET_ISSUER_CERT: [
    'untrusted-certificate',
    'its certificate comes from an authority that is not trusted',
    CA_HINT,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['untrusted-certificate', 'its certificate is for another name', NAME_HINT],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls-failed', 'it does not speak TLS on that port', 'check the port in `url`'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls-failed', 'it does not speak TLS on that port', 'check the port in `url`'],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['tls-failed', 'it speaks no TLS from 1.2 up', 'upgrade the server'],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ['tls-failed', 'it speaks no TLS from 1.2 up', 'upgrade the server'],
};

const CLIENT_HINT = 'the server may want a client certificate: `clientCertificate: <file>` and `clientKey: env:NAME`';

function networkProblem(outcome: NoAnswer, exchange: Exchange): AdapterError {
  const { fail, isChange, options } = exchange;
  const { code } = outcome;
  const retryable = isChange && mayPass(outcome);
  const known = Object.hasOwn(NETWORK, code) ? NETWORK[code] : undefined;
  if (known !== undefined) {
    const [knownCode, message, hint] = known;
    // under TLS 1.3 a server can only hang up on whom it does not like (RFC 8446 §4.4.2.4)
    const isUnknown = knownCode === 'connection-lost' && options.url.startsWith('https:') && options.cert === undefined;
    return fail({ code: knownCode, message, hint: isUnknown ? `${hint}; ${CLIENT_HINT}` : hint, retryable });
  }
  if (code === 'TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    const hint = `see what the server is busy with; \`timeout\` of the deployment is ${options.timeoutMs / 1000} seconds`;
    return fail({ code: 'timeout', message: 'no whole answer in time', hint, retryable });
  }
  if (/^HPE_|HTTPParserError/.test(code)) return notTheApi('it answers with what is not HTTP', exchange);
  if (code === 'NOT_TEXT') return notTheApi('it answers with what is no text in UTF-8', exchange);
  if (/SSL|TLS|CERT/.test(code))
    return fail({
      code: 'tls-failed',
      message: `TLS does not come about (${code})`,
      hint: CLIENT_HINT,
      retryable: false,
    });
  return fail({ code: 'unreachable', message: `the request failed (${code})`, hint: REACH_HINT, retryable });
}
