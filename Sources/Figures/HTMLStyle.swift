// How a report looks, in light and in dark.

/// The style sheet of a report.
package enum HTMLStyle {
  package static let sheet = """
    :root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1c2530;--soft:#5d6875;--rule:#dfe4ea;--accent:#0072b2}
    @media (prefers-color-scheme:dark){
    :root{--page:#12161b;--card:#1a2027;--ink:#e8ecf1;--soft:#9aa5b1;--rule:#333b45;--accent:#4ba3e3}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    main{max-width:1000px;margin:0 auto;padding:40px 24px 72px}
    header{border-bottom:3px solid var(--accent);padding-bottom:14px;margin-bottom:28px}
    h1{font-size:30px;line-height:1.2;margin:0}
    h2{font-size:21px;margin:44px 0 12px}
    h3,h4{font-size:17px;margin:28px 0 8px}
    p{margin:0 0 12px;max-width:72ch}
    .subtitle,figcaption,caption{color:var(--soft)}
    .subtitle{margin:6px 0 0}
    .numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;margin:0 0 20px}
    .numbers div{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px 16px}
    .numbers dt{color:var(--soft);font-size:14px}
    .numbers dd{margin:0;font-size:26px;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums}
    .wide{overflow-x:auto;margin:0 0 20px}
    table{border-collapse:collapse;background:var(--card);border:1px solid var(--rule);font-size:15px;
    font-variant-numeric:tabular-nums}
    caption{text-align:left;font-size:14px;padding:0 0 6px}
    th,td{text-align:left;padding:7px 16px;border-bottom:1px solid var(--rule);vertical-align:top}
    th{font-weight:600}
    thead th{border-bottom:2px solid var(--rule)}
    .pairs th{color:var(--soft);font-weight:400;white-space:nowrap}
    .number{text-align:right}
    pre{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px 16px;margin:0 0 20px;
    overflow-x:auto;font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
    figure{margin:0 0 20px}
    figcaption{font-size:14px;margin-top:6px}
    .chart{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px;max-width:760px}
    .chart svg{display:block;width:100%;height:auto}
    img{max-width:100%;height:auto;border-radius:4px;display:block}
    .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:18px}
    .grid figure{margin:0}
    .grid img{width:100%}
    @media (max-width:600px){main{padding:28px 16px 56px}th,td{padding:7px 9px}
    .chart{overflow-x:auto;padding:10px}.chart svg{min-width:540px}}
    @media print{body{background:#fff}main{padding:0}figure,table{break-inside:avoid}}
    """
}
