/** `probe-certificate-name`: the certificate names other domains. */
import { displayDomain } from '../../model/domain-name.ts';
import { quoted } from '../../model/quoted.ts';
import { listedNames, namingOf } from '../certificate-names.ts';
import { certificatesSeen, type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

const SHOWN = 5;

export const certificateName: ProbeRule = {
  ...factsOf('probe-certificate-name'),
  check(context) {
    const { domain } = context.verdict;
    return certificatesSeen(context).flatMap(({ target, attempt }) => {
      const names = attempt.tls?.chain[0]?.names;
      if (names === undefined) return [];
      const naming = namingOf(names, domain);
      if (naming === 'yes' || (naming === 'no' && names.omitted > 0)) return [];
      const certificate = `the certificate of ${placeFor(target, attempt)}`;
      return [
        {
          message:
            naming === 'no'
              ? `${certificate} does not name ${displayDomain(domain)}: it has ${shown(listedNames(names))}`
              : `${certificate} names ${displayDomain(domain)} only as XmppAddr, which not every server looks at`,
          hint: `ask the partner for one that names ${domain}; the host that SRV leads to does not count`,
          ...rangeAt(context, 'domain'),
        },
      ];
    });
  },
};

function shown(names: readonly string[]): string {
  if (names.length === 0) return 'no names at all, only a subject';
  const first = names.slice(0, SHOWN).map((name) => quoted(name, 80));
  return `${first.join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
}
