// How the book looks: the reports' sheet, and what a book needs besides.

import Figures

enum BookStyle {
  static let sheet =
    HTMLStyle.sheet + "\n" + """
      nav{display:flex;flex-wrap:wrap;gap:4px 18px;max-width:1000px;margin:0 auto;padding:14px 24px 0;font-size:15px}
      nav a{color:var(--soft);text-decoration:none;padding:2px 0}
      nav a[aria-current]{color:var(--ink);font-weight:600;border-bottom:2px solid var(--accent)}
      main{padding-top:22px;overflow-wrap:break-word} .question{overflow-wrap:anywhere}
      main a{color:var(--accent)}
      footer{max-width:1000px;margin:0 auto;padding:0 24px 40px;color:var(--soft);font-size:13.5px}
      code{font:.9em ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;background:var(--card);
      border:1px solid var(--rule);border-radius:4px;padding:0 4px;overflow-wrap:anywhere}
      pre{margin:0 0 14px}
      pre i{color:#6a7b6a;font-style:normal} pre q{color:#a33f2b;quotes:none} pre q::before,pre q::after{content:none}
      pre u{color:#7a4fb5;text-decoration:none} pre b{color:#0a5c9e;font-weight:600} pre em{color:#1e6f6a;font-style:normal}
      @media (prefers-color-scheme:dark){pre i{color:#8fa58f} pre q{color:#e59a86} pre u{color:#bfa3ee} pre b{color:#7cc0f4}
      pre em{color:#79cdc5}}
      .output{border-left:3px solid var(--accent);background:transparent;border-radius:0;margin-top:-6px}
      .title{font-size:14px;color:var(--soft);margin:18px 0 4px}
      h2,h3,h4{scroll-margin-top:12px}
      li{margin:3px 0;max-width:76ch}
      blockquote{margin:0 0 12px;padding-left:14px;border-left:3px solid var(--rule)}
      ol.path{list-style:none;padding:0;counter-reset:step}
      ol.path>li{counter-increment:step;position:relative;padding:0 0 14px 46px;max-width:none}
      ol.path>li::before{content:counter(step);position:absolute;left:0;top:0;width:30px;height:30px;border-radius:50%;
      background:var(--accent);color:#fff;font-weight:600;text-align:center;line-height:30px}
      ol.path p{margin:0 0 4px}
      .question{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:16px 20px;margin:0 0 16px;
      scroll-margin-top:12px}
      .question h3{margin:0 0 8px}
      .question p{margin:0 0 10px;max-width:80ch}
      .question dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 14px;margin:0;font-size:14.5px}
      .question dt{color:var(--soft)} .question dd{margin:0;min-width:0}
      .number-of{color:var(--soft);font-weight:400}
      details{border-bottom:1px solid var(--rule);padding:5px 0} summary{cursor:pointer;max-width:84ch}
      details pre{margin-top:10px}
      .state{float:right;color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums;margin-left:10px}
      .failed{color:#c2331d;font-weight:600}
      .line{color:var(--soft);user-select:none;display:inline-block;width:4ch;text-align:right;margin-right:14px}
      .columns{columns:2;column-gap:44px;padding-left:26px} .columns li{break-inside:avoid}
      figure.chart svg{max-width:100%}
      @media (max-width:600px){nav,main,footer{padding-left:16px;padding-right:16px} h1{font-size:25px}
      .question dl{grid-template-columns:1fr} .question dd{margin-bottom:6px} .columns{columns:1} pre{font-size:12.5px}
      th,td{padding:6px 10px}}
      """
}
