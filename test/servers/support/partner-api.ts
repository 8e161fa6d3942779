/** The partner API of a guarded server, as a stranger would call it: plain fetch, no code of the http adapter. */
import { createHash } from 'node:crypto';
import type { Method } from '../../../src/model/negotiation.ts';
import { PARTNER_DEFAULTS, type PartnerSettings } from '../../../src/model/partner.ts';

/** In the file of tokens that every guarded server of a test has. */
export const READ_WRITE_TOKEN = 'read-write-0123456789abcdef0123456789abcdef';
export const READ_ONLY_TOKEN = 'read-only-0123456789abcdef0123456789abcdef';

export function tokensText(): string {
  const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
  return `tests rw sha256:${digest(READ_WRITE_TOKEN)}\nreaders ro sha256:${digest(READ_ONLY_TOKEN)}\n`;
}

export interface ApiAnswer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ApiCall {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

interface ApiSession {
  readonly direction: 'inbound' | 'outbound';
  readonly localDomain: string | null;
  readonly remoteDomain: string | null;
  readonly partner: string | null;
  readonly method: Method | null;
  readonly tls: { readonly version: string | null; readonly cipher: string | null } | null;
  readonly certificate: 'valid' | 'invalid' | 'none';
  readonly bidi: boolean;
  readonly ageSeconds: number;
}

interface ChangedPartner {
  readonly domain: string;
  readonly outcome: 'added' | 'updated' | 'removed' | 'unchanged';
  readonly endedSessions: readonly {
    readonly domain: string;
    readonly direction: 'inbound' | 'outbound';
    readonly method: Method | null;
  }[];
}

export interface PartnerApi {
  /** Any request; nothing is checked. `path` begins with /v1. */
  call<T = unknown>(path: string, call?: ApiCall): Promise<ApiAnswer<T>>;
  revision(): Promise<string>;
  /** Adds or updates, on the revision of this moment. */
  put(...partners: readonly PartnerSettings[]): Promise<readonly ChangedPartner[]>;
  remove(...domains: readonly string[]): Promise<readonly ChangedPartner[]>;
  sessions(): Promise<readonly ApiSession[]>;
}

export function partnerApi({ http }: { readonly http: string }): PartnerApi {
  const call = async <T>(path: string, request: ApiCall = {}): Promise<ApiAnswer<T>> => {
    const { method = 'GET', token = READ_WRITE_TOKEN, headers = {}, body } = request;
    const answer = await fetch(`${http}/partner-policy${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text) as T };
  };
  const expectOk = async <T>(path: string, request?: ApiCall): Promise<T> => {
    const { status, body } = await call<T>(path, request);
    if (status !== 200) throw new Error(`${request?.method ?? 'GET'} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const revision = async (): Promise<string> => (await expectOk<{ revision: string }>('/v1/partners')).revision;
  const change = async (changes: unknown): Promise<readonly ChangedPartner[]> => {
    const headers = { 'if-match': `"${await revision()}"` };
    const request = { method: 'PATCH', headers, body: { changes } };
    return (await expectOk<{ changes: readonly ChangedPartner[] }>('/v1/partners', request)).changes;
  };
  return {
    call,
    revision,
    put: (...partners) => change(partners.map((partner) => ({ domain: partner.domain, partner }))),
    remove: (...domains) => change(domains.map((domain) => ({ domain, partner: null }))),
    sessions: async () => (await expectOk<{ sessions: readonly ApiSession[] }>('/v1/sessions')).sessions,
  };
}

/** A federated partner with the defaults, and what is said otherwise. */
export function partner(domain: string, settings: Partial<PartnerSettings> = {}): PartnerSettings {
  return { ...PARTNER_DEFAULTS, domain, partnerType: 'Federated', ...settings };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
