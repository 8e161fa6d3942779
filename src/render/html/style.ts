/** The page's one style sheet. Nothing moves, nothing is loaded; colours are in palette.ts. */
import { DARK, LIGHT, type Palette, ROLES } from './palette.ts';

function variables(palette: Palette): string {
  return ROLES.map((role) => `--${role}:${palette[role]}`).join(';');
}

const LAYOUT = `
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,"Liberation Sans",sans-serif;background:var(--page);color:var(--text);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:60rem;padding:0 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:1.5rem 0 .5rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:2px solid var(--line)}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
p,ul,ol,figure{margin:.5rem 0}
ul,ol{padding-left:1.25rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-200vw}
.skip:focus{position:static;display:inline-block;margin-top:.5rem}
.lead{font-size:1.15rem}
.quiet,figcaption,caption{color:var(--quiet)}
.danger{color:var(--danger)}
code{font:.9em/1.4 "Liberation Mono",ui-monospace,monospace;unicode-bidi:isolate;background:var(--panel);border-radius:3px;padding:.1em .25em}
.command{user-select:all;-webkit-user-select:all}
.note-stop,.note-warn{border-left:4px solid var(--danger);background:var(--danger-panel);padding:.25rem .75rem;margin:.75rem 0;border-radius:3px}
.note-warn{border-color:var(--tls);background:var(--warn-panel)}
.note-stop code,.note-warn code{background:none;padding:0;font-weight:bold}
.note-stop h2,.note-warn h2,.note-stop h3,.note-warn h3{margin:.25rem 0;padding:0;border:0}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.95rem}
caption{text-align:left;font-size:.9rem;padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}
thead th{font-weight:600;color:var(--quiet);font-size:.85rem}
tbody th{font-weight:500}
th{overflow-wrap:normal}
.number{text-align:right;font-variant-numeric:tabular-nums;padding-right:0;padding-left:.6rem}
.moved{font-weight:bold}
ins{color:var(--added);background:var(--added-panel);text-decoration:underline}
del{color:var(--removed);background:var(--removed-panel)}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0}
summary{cursor:pointer;padding:.4rem .75rem;border-radius:6px}
summary:hover{background:var(--panel)}
details[open]>summary{border-bottom:1px solid var(--line);border-radius:6px 6px 0 0}
details>div{padding:.4rem .75rem .6rem}
details:target{outline:3px solid var(--link);outline-offset:2px}
.weakens,.closes{border-left:4px solid var(--danger)}
.row{border-bottom:1px solid var(--line);margin:.2rem 0;padding:.1rem .75rem .2rem}
.gist{color:var(--quiet)}
.badge{display:inline-block;min-width:5.2em;text-align:center;font-size:.8rem;line-height:1.5;border-radius:4px;padding:0 .4em;color:var(--page);background:var(--quiet)}
.badge.weakens,.badge.closes{background:var(--danger);font-weight:bold;border:0}
.badge.opens{background:var(--link)}
.badge.tightens{background:var(--certificate)}
.names{columns:17rem;list-style:none;padding:0;font-size:.9rem}
.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:0 1.25rem;font-size:.9rem;color:var(--quiet)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.5rem;font-size:.85rem;color:var(--quiet)}`;

const PICTURE = `
.m-sasl-tls{--m:var(--certificate)}
.m-tls-dialback{--m:var(--tls)}
.m-tcp-dialback{--m:var(--tcp)}
.m-none{--m:var(--none)}
.picture{display:block;width:100%;height:auto;margin:.5rem auto}
.picture.wide{max-width:54rem}
.picture.narrow{display:none;max-width:26rem;margin-left:0}
.sign{width:1.5em;height:1.5em;vertical-align:-.4em}
.shape{fill:var(--m);stroke:var(--page);stroke-width:1}
.shape.hollow{fill:var(--page);stroke:var(--m);stroke-width:2}
.shape.dashed{fill:var(--page);stroke:var(--m);stroke-width:2;stroke-dasharray:3 2}
.shape.stroked{fill:none;stroke:var(--m);stroke-width:2.5}
.ring{fill:none;stroke:var(--m);stroke-width:2}
.bar{stroke:var(--text);stroke-width:3}
.trunk{stroke:var(--text);stroke-width:1.5}
.link{fill:none;stroke:var(--m);stroke-width:1.5}
.link.m-tls-dialback{stroke-dasharray:7 4}
.link.m-tcp-dialback{stroke-dasharray:2 4;stroke-width:2.5}
.link.gone{stroke-width:1;opacity:.5}
.ourselves rect{fill:var(--panel);stroke:var(--text);stroke-width:1.5}
.picture text{fill:var(--text);font:12px "Liberation Mono",ui-monospace,monospace}
.picture .note{font:11px system-ui,"Liberation Sans",sans-serif;fill:var(--quiet)}
.picture a text{text-decoration:underline;text-decoration-color:var(--line)}
.picture .k-weakened .name,.picture .k-removed .name,.picture .k-narrowed .name,.picture .k-added .name,.picture .k-widened .name,.picture .k-tightened .name,.ourselves .name{font-weight:bold}
.picture .k-weakened .note,.picture .k-removed .note,.picture .k-narrowed .note,.picture .k-blocked .note{fill:var(--danger);font-weight:bold}
.picture .k-removed .name{text-decoration:line-through}
.picture a .note{text-decoration:none}`;

const MEDIA = `
@media (max-width:46rem){.picture.wide{display:none}.picture.narrow{display:block}}
@media (max-width:30rem){body{padding:0 .75rem 2rem}table{font-size:.88rem}h1{font-size:1.3rem}.lead{font-size:1.05rem}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
@media (forced-colors:active){.picture text,.picture .note{fill:CanvasText!important}.shape[class],.ring,.link,.bar,.trunk,.ourselves rect{stroke:CanvasText}.shape{fill:CanvasText}.shape.hollow,.shape.dashed,.ourselves rect{fill:Canvas}.badge{border:1px solid!important}}
@media print{:root{${variables(LIGHT)}}body{max-width:none;padding:0}.skip{display:none}.badge[class]{color:inherit;background:none;border:1px solid}details::details-content{display:block;content-visibility:visible;height:auto}details,tr,li{break-inside:avoid}h2,h3{break-after:avoid}.picture.wide{display:block}.picture.narrow{display:none}}`;

export const STYLE = `:root{color-scheme:light dark;${variables(LIGHT)}}${LAYOUT}${PICTURE}${MEDIA}
`;
