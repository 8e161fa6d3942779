/** Text of the other side as evidence keeps it: of bounded length, whole characters only. */

export function boundedText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1)}…`.replace(/[\ud800-\udbff]…$/, '…');
}
