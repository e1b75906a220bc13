import type { Themes } from './themed-figure.ts';

/** The page's own colours, as in the window. */
const light =
  '--page:#ffffff;--sunken:#f5f6f8;--line:#dde1e7;--strong-line:#8d96a5;--text:#151920;--soft:#4a5361;--accent:#1f4fd8;--warn:#fff6e0;--warn-line:#c98a00;';
const dark =
  '--page:#16191f;--sunken:#1d2129;--line:#2d333d;--strong-line:#6b7484;--text:#e7eaef;--soft:#adb5c2;--accent:#86a8ff;--warn:#2e2614;--warn-line:#d9a520;';

const screen = `
*{box-sizing:border-box}
html{background:var(--page);color:var(--text);font:15px/1.55 Inter,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{max-width:64rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
header{margin-bottom:2rem;padding-bottom:1.25rem;border-bottom:2px solid var(--text)}
h1{margin:0;font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere}
.subtitle{margin:.5rem 0 0;color:var(--soft)}
h2{margin:2.75rem 0 .75rem;font-size:1.25rem;line-height:1.3;overflow-wrap:anywhere}
h3{margin:1.75rem 0 .5rem;font-size:1rem}
p,ul,ol{margin:.5rem 0;max-width:48rem}
a{color:var(--accent)}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;margin:1rem 0 0;padding:0;list-style:none;max-width:none;font-size:.9rem}
.warning{margin:1.5rem 0;padding:.25rem 1rem .75rem;border:1px solid var(--warn-line);border-left-width:4px;border-radius:4px;background:var(--warn)}
.warning h2{margin:.5rem 0 .25rem;font-size:1rem}
.notes{margin:1.5rem 0;padding:.25rem 1.25rem;border-left:3px solid var(--strong-line)}
.notes h2{margin:1.25rem 0 .5rem}
.notes>:first-child{margin-top:.25rem}
.hidden{position:absolute;overflow:hidden;width:1px;height:1px;margin:0;clip-path:inset(50%);white-space:nowrap}
.notes img{max-width:100%}
.scroll{margin:.75rem 0 1.25rem;overflow-x:auto}
.scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
caption{padding:0 0 .5rem;color:var(--soft);font-size:.86rem;text-align:start}
th,td{padding:.3rem .6rem;text-align:start;vertical-align:top}
th:first-child,td:first-child{padding-inline-start:0}
thead th{border-bottom:1px solid var(--strong-line);font-weight:600;vertical-align:bottom}
thead .group{border-bottom:1px solid var(--line);text-align:center;color:var(--soft);font-weight:500}
tbody th{font-weight:500}
tbody tr>*{border-bottom:1px solid var(--line)}
table>tbody:last-child>tr:last-child>*{border-bottom:1px solid var(--strong-line)}
.numbers{width:100%}
.numbers th[scope=row]{min-width:8rem;max-width:20rem;overflow-wrap:anywhere}
.number{text-align:end;white-space:nowrap}
.number small{color:var(--soft);font-size:.82em}
.words{width:100%}
.words td{overflow-wrap:anywhere}
.words .short{white-space:nowrap}
.words th[scope=row]{min-width:6rem;max-width:16rem;overflow-wrap:anywhere}
.words .topic th{padding-top:.9rem;color:var(--soft);font-size:.8rem;text-transform:uppercase;letter-spacing:.05em}
figure{margin:1rem 0 1.5rem}
.pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.5rem}
.pairs figure{min-width:0}
figure svg{display:block;width:100%;height:auto;font-family:inherit}
figcaption{margin-top:.25rem;color:var(--soft);font-size:.86rem;max-width:48rem}
details{margin:.5rem 0;font-size:.86rem}
summary{color:var(--accent);cursor:pointer}
pre,code{font-family:'JetBrains Mono',ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8rem}
pre{margin:.5rem 0 1rem;padding:.75rem 1rem;border-radius:4px;background:var(--sunken);white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.82rem}
`;

const print = `
@page{size:A4;margin:16mm 15mm 18mm}
@page wide{size:A4 landscape;margin:14mm}
html{font-size:10pt}
body{max-width:none;padding:0}
nav,details{display:none}
.scroll{overflow:visible}
.wide{page:wide;break-before:page;break-after:page}
table,caption,figcaption{font-size:8pt}
.wide table{font-size:7pt}
h2,h3,caption{break-after:avoid}
figure,tr,.warning{break-inside:avoid}
thead{display:table-header-group}
pre{background:none;border:1px solid var(--line)}
a{color:inherit}
`;

/** The style sheet of a report: light and dark as the reader's system is, light on paper. */
export function reportStyle(themes: Themes): string {
  const figures = themes.css();
  return [
    `:root{color-scheme:light dark;${light}${figures.light}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${dark}${figures.dark}}}`,
    screen.trim(),
    figures.rules,
    `@media print{${print.trim()}}`,
  ].join('\n');
}
