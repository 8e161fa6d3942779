/** `probe-certificate-lapses`: a certificate of the partner's server ends soon, or has ended. */
import { certificatesSeen, type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

const SOON_DAYS = 30;
const DAY = 86_400_000;

export const certificateLapses: ProbeRule = {
  ...factsOf('probe-certificate-lapses'),
  check(context) {
    const today = Date.parse(`${context.today}T00:00:00Z`);
    return certificatesSeen(context).flatMap(({ target, attempt }) =>
      // Those of its issuers, too, but not the root, which ends with the trust in it.
      (attempt.tls?.chain ?? []).filter(isNoRoot).flatMap(({ notAfter, subject }, place) => {
        const days = Math.floor((Date.parse(notAfter) - today) / DAY);
        if (!(days < SOON_DAYS)) return [];
        const whose = place === 0 ? 'the certificate' : `the issuing certificate "${subject}"`;
        const when = days < 0 ? `ended on ${notAfter.slice(0, 10)}` : `ends on ${notAfter.slice(0, 10)}${within(days)}`;
        return [
          {
            message: `${whose} of ${placeFor(target, attempt)} ${when}`,
            hint: 'ask the partner whether it is renewed by itself',
            ...rangeAt(context, 'domain'),
          },
        ];
      }),
    );
  },
};

function isNoRoot({ subject, issuer }: { readonly subject: string; readonly issuer: string }, index: number): boolean {
  return index === 0 || subject !== issuer;
}

function within(days: number): string {
  return days === 0 ? ', today' : days === 1 ? ', in 1 day' : `, in ${days} days`;
}
