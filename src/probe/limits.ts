/**
 * How long, how much, how many: the bounds of a probe, each with its reason. Nobody whom we ask may decide how long it
 * takes, how much memory it needs, or how often we come back.
 */

export interface ProbeLimits {
  /** One DNS question, all its repetitions included. */
  readonly dnsMs: number;
  /** Until a connection is made: three SYN packets, at 0, 1 and 3 seconds, and time for the answer. */
  readonly connectMs: number;
  /** Each later phase: what a busy server needs, dialling its directory included. */
  readonly phaseMs: number;
  /** After the stanza: a server that refuses it does so at once. */
  readonly stanzaMs: number;
  /** For the other side's `</stream:stream>`; then the connection is closed all the same. */
  readonly closeMs: number;
  /** One connection in all, waiting for our turn not counted. */
  readonly attemptMs: number;
  /** One domain in all, waiting for turns not counted. */
  readonly domainMs: number;
  /** The whole run, waiting included. */
  readonly runMs: number;
  /** Between two connections to one address. */
  readonly pauseMs: number;
  /** Connections at once, in all. */
  readonly connections: number;
  /** Domains whose DNS questions are asked at once: each asks two, then two for every target. */
  readonly lookups: number;
}

export const DEFAULT_LIMITS: ProbeLimits = {
  dnsMs: 6_000,
  connectMs: 8_000,
  phaseMs: 10_000,
  stanzaMs: 3_000,
  closeMs: 1_000,
  attemptMs: 30_000,
  domainMs: 60_000,
  runMs: 15 * 60_000,
  pauseMs: 500,
  // Of 500 partners a tenth may be silent until a limit ends it; they must leave enough places for the others, who take
  // half a second each over a usual distance.
  connections: 128,
  lookups: 64,
};

/** Read from the other side in one phase; RFC 6120 §13.12 has servers accept stanzas of 10,000 bytes. */
export const PHASE_BYTES = 64 * 1024;

/** Elements that came unasked and wait to be looked at: a header, features, an error, an end. */
export const QUEUE_LENGTH = 16;

/** Elements inside elements: features nest three deep, and a namespace is looked up through all of them. */
export const XML_DEPTH = 32;

/** Texts of the other side in the evidence: an explanation for people is shorter. */
export const TEXT_LENGTH = 1_000;

/** Names of mechanisms, features, conditions. */
export const NAME_LENGTH = 256;

/** Mechanisms, features: servers have a dozen. */
export const LIST_LENGTH = 64;

/** Names of one kind in a certificate: providers put some hundred domains into one. */
export const CERTIFICATE_NAMES = 256;

/** Certificates of a chain: real ones have two to four. */
export const CHAIN_LENGTH = 10;

/** SRV records of one family, and targets of a domain: the largest providers have eight. */
export const TARGETS = 16;

/** Addresses of one family of a target. */
export const ADDRESSES = 8;

/** Connections for one domain: all of the largest providers' in both families. */
export const ATTEMPTS = 32;
