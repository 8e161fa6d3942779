/** Spots in their places → SVG inside the page: each with its name, and those that the plan changes lead to the change. */
import { escapeInvisible } from '../../escape.ts';
import { displayWidth } from '../../layout.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import { BOX, type Layout, type Placed, rounded, TRUNK } from './layout.ts';
import { spotWords } from './spots.ts';
import { symbol } from './symbols.ts';

export interface Scene {
  readonly deployment: string;
  readonly localDomains: readonly string[];
  readonly words: string;
  /** Unique in the page. */
  readonly id: string;
  /** The page's id of a change, by its place in the plan. */
  readonly changeId: (change: number) => string;
}

export function draw(layout: Layout, scene: Scene): Html {
  const { shape, width, height, placed } = layout;
  const id = `${scene.id}-${shape}`;
  return html`<svg class="picture ${shape}" viewBox="0 0 ${width} ${height}" role="group" aria-labelledby="${id}-title" aria-describedby="${id}-desc">
<title id="${id}-title">Who may talk to whom: ${scene.deployment}</title>
<desc id="${id}-desc">${scene.words} A list of all of them follows.</desc>
<g class="links" aria-hidden="true">${trunk(layout)}${placed.map((each) => link(each, layout))}</g>
${ourselves(layout, scene)}
${placed.map((each) => node(each, layout, scene))}</svg>`;
}

/** How far from the middle of a sign its line ends. */
const GAP = 14;

/** From us to the partner, drawn by its method; a block cuts it in two. */
function link({ spot, x, y }: Placed, layout: Layout): Html {
  if (spot.strength === 'none') return NOTHING;
  const kind = `link m-${spot.strength}${spot.mark === 'removed' ? ' gone' : ''}`;
  const share = spot.blocked === 'whole' ? 0.55 : 1;
  if (layout.shape === 'narrow') {
    return html`<path class="${kind}" d="M${TRUNK} ${y}H${rounded(TRUNK + (x - GAP - TRUNK) * share)}"/>`;
  }
  // the box is drawn over the line's beginning
  const [fromX, fromY] = [layout.x, layout.y];
  const length = Math.hypot(x - fromX, y - fromY);
  const part = ((length - GAP) / length) * share;
  return html`<path class="${kind}" d="M${fromX} ${fromY}L${rounded(fromX + (x - fromX) * part)} ${rounded(fromY + (y - fromY) * part)}"/>`;
}

/** From our box down to the last of a narrow picture. */
function trunk({ shape, y, placed }: Layout): Html {
  const last = placed.at(-1);
  return shape === 'wide' || last === undefined ? NOTHING : html`<path class="trunk" d="M${TRUNK} ${y}V${last.y}"/>`;
}

function ourselves({ x, y }: Layout, { deployment, localDomains }: Scene): Html {
  const [first, ...more] = localDomains;
  const ours = first === undefined ? '' : more.length === 0 ? first : `${shortened(first, 14)} +${more.length}`;
  const top = ours === '' ? y + 4 : y - 4;
  return html`<g class="ourselves"><rect x="${x - BOX.width / 2}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="10"/>
<text x="${x}" y="${top}" text-anchor="middle" class="name">${shortened(deployment, 20)}</text>
<text x="${x}" y="${y + 16}" text-anchor="middle" class="note">${shortened(ours, 21)}</text></g>`;
}

function node(placed: Placed, { columns }: Layout, { changeId }: Scene): Html {
  const { spot, x, y, side } = placed;
  const { label, note, mark, strength, blocked, count, change } = spot;
  const away = side === 'left' ? -1 : 1;
  const textX = rounded(x + away * 18);
  const anchor = side === 'left' ? 'end' : 'start';
  const words = spotWords(spot);
  const first = rounded(note === '' ? y + 4 : y - 3);
  const inside = html`<title>${words}</title>${symbol({ strength, mark, blocked: blocked !== null, many: count > 1 }, x, y)}<text x="${textX}" y="${first}" text-anchor="${anchor}" class="name">${shortened(label, columns)}</text>${note === '' ? NOTHING : html`<text x="${textX}" y="${rounded(y + 12)}" text-anchor="${anchor}" class="note">${note}</text>`}`;
  const kind = `node m-${strength} k-${mark}`;
  if (change === undefined) return html`<g class="${kind}" role="img" aria-label="${words}">${inside}</g>\n`;
  return html`<a class="${kind}" href="#${changeId(change)}" aria-label="${words}">${inside}</a>\n`;
}

/** The middle goes: both ends of a domain say who it is. What cannot be seen takes the room of its escape. */
function shortened(foreign: string, columns: number): string {
  const text = escapeInvisible(foreign);
  if (displayWidth(text) <= columns) return text;
  const characters = Array.from(text);
  const width = (some: readonly string[]) => displayWidth(some.join(''));
  let start = characters.slice(0, columns);
  while (width(start) > columns * 0.4) start = start.slice(0, -1);
  let end = characters.slice(-columns);
  while (width(end) + width(start) + 1 > columns) end = end.slice(1);
  return `${start.join('')}…${end.join('')}`;
}
