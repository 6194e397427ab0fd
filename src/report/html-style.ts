/** Text for a place between tags or in a quoted attribute: it stays text whatever it holds. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (character) => (/[\t\n]/.test(character) ? ' ' : '\uFFFD'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The page's style: light and dark, cards instead of table rows on a phone, plain on paper. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#59636e;--line:#d5dae0;--panel:#f5f7f9;--ok:#1a7f37;--bad:#c4222f;--warn:#9a6700;--idle:#8b949e;--wrote:#0a67c2;--wait:#c3d9f2}
@media (prefers-color-scheme:dark){:root{--bg:#0f1318;--fg:#e6eaef;--soft:#a0a9b4;--line:#313a44;--panel:#181e25;--ok:#4ac26b;--bad:#ff7b81;--warn:#e3b341;--idle:#6e7781;--wrote:#5aa9f5;--wait:#27466b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:80rem;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.6rem;line-height:1.25}h2{margin:2rem 0 .5rem;font-size:1.2rem}p{margin:.4rem 0}
.soft,small{color:var(--soft)}small{font-size:.85rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}bdi{overflow-wrap:anywhere}
.totals{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0;padding:0}
.totals>div{flex:1 1 7rem;margin:0;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel)}
.totals dt{color:var(--soft);font-size:.85rem}.totals dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}
.completed{color:var(--ok)}.failed,.completed-with-failures{color:var(--bad)}.cancelled,.running,.needs-attention{color:var(--warn)}.pending,.skipped{color:var(--soft)}
.whole{margin:1rem 0;padding:.6rem 1rem;border-left:.3rem solid var(--bad);background:var(--panel)}
table{width:100%;border-collapse:collapse}caption{text-align:left;padding:.3rem 0;color:var(--soft)}
th,td{padding:.5rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-size:.85rem;font-weight:600;white-space:nowrap}
tbody th{font-weight:600}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.users,.users thead,.users tbody{display:block}.users tr{display:grid;grid-template-columns:27fr 12fr 30fr 9fr 22fr;border-bottom:1px solid var(--line)}
.users tbody tr{content-visibility:auto;contain-intrinsic-size:auto 5.3rem}.users th,.users td{border:0;min-width:0}.users thead th:nth-child(4){text-align:right}
.codes code{white-space:nowrap}.users small{display:block;font-weight:400}
svg.steps{display:block;width:100%;border-left:1px solid var(--line);background:var(--panel)}
path{stroke-width:4px}.legend path{stroke-width:9px}.w{stroke:var(--wrote)}.d{stroke:var(--idle)}.f{stroke:var(--bad)}.c,.r{stroke:var(--warn)}.t{stroke:var(--wait)}
summary{cursor:pointer;color:var(--soft)}ol{margin:.3rem 0;padding-left:1.4rem}li{overflow-wrap:anywhere}
.find{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:.5rem 0}[hidden]{display:none!important}
.find label{display:block;font-size:.85rem;color:var(--soft)}
.find input,.find select{display:block;min-height:2.5rem;padding:.3rem .6rem;border:1px solid var(--line);border-radius:.4rem;background:var(--bg);color:var(--fg);font:inherit}
.find .grow{flex:1 1 14rem}.find .grow input{width:100%}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.5rem 0;padding:0;list-style:none;font-size:.85rem;color:var(--soft)}
.legend svg{width:.8rem;height:.8rem;margin-right:.3rem;vertical-align:-.1rem}
:focus-visible{outline:2px solid var(--wrote);outline-offset:2px}
footer{margin-top:2rem;color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
@media (max-width:44rem){
body{padding:1rem}h1{font-size:1.3rem}.totals>div{flex-basis:5.5rem}
.codes code{white-space:normal}table,tbody,tr,.users tr,th,td,caption{display:block;width:auto}.users thead,thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr,.users tr{margin:.7rem 0;border:1px solid var(--line);border-radius:.5rem;padding:.5rem .8rem}th,td{border:0;padding:.15rem 0}
.number{text-align:left}td[data-label]::before{content:attr(data-label) ": ";color:var(--soft);font-size:.85rem}
}
@media print{
:root{color-scheme:light;--bg:#fff;--fg:#000;--soft:#444;--line:#bbb;--panel:#fff;--ok:#1a7f37;--bad:#c4222f;--warn:#9a6700;--idle:#8b949e;--wrote:#0a67c2;--wait:#c3d9f2}
body{max-width:none;padding:0;font-size:10pt}.find{display:none}tr{break-inside:avoid}.users tbody tr{content-visibility:visible}svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
