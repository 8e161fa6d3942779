/** "Did you mean …?": the nearest of the words that would have been right. */
import leven from 'leven';

/** Fewer letters than this begin too many words. */
const SHORTEST_BEGINNING = 3;

/** The nearest candidate, else the first that begins like it, ignoring case; undefined where none can be meant. */
export function nearest(typed: string, candidates: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase().slice(0, 100);
  let best: string | undefined;
  let beginning: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const word = candidate.toLowerCase();
    if (wanted.length >= SHORTEST_BEGINNING && word.startsWith(wanted)) beginning ??= candidate;
    const distance = leven(wanted, word);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? beginning;
}
