namespace Lamella.Simulation.Reporting;

/// <summary>
/// The style of the report. Colours of arms are those of Okabe and Ito 2008, told apart by all common forms of colour vision; marks differ in
/// shape too. It holds no character that XML would escape.
/// </summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--paper:#fff;--ink:#1b2430;--soft:#55606d;--rule:#d8dee5;--panel:#f5f7f9;--link:#0b5a94;
        --federated:#0072b2;--ensemble:#00805e;--local:#c2570c;--pooled:#4a4f57;--low:#0072b2;--high:#c2570c;
        --good:#e3f3ec;--goodink:#08573f;--bad:#fbe9e1;--badink:#8a3205;--warn:#fdf3d8;--warnink:#6a4b00;
        --serif:Charter,'Bitstream Charter','Iowan Old Style','Source Serif 4',Georgia,'DejaVu Serif',serif;
        --sans:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','DejaVu Sans',sans-serif}
        @media (prefers-color-scheme:dark){:root{--paper:#12171d;--ink:#e4e8ec;--soft:#a3adb8;--rule:#333c46;--panel:#1a2129;--link:#7cc0ee;
        --federated:#56b4e9;--ensemble:#3ccb9c;--local:#f0914a;--pooled:#b9c0c8;--low:#56b4e9;--high:#f0914a;
        --good:#12382c;--goodink:#9fe3c8;--bad:#44220f;--badink:#ffc4a3;--warn:#3a2f10;--warnink:#f3dc9c}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--serif)}
        header,main,nav,footer{max-width:54rem;margin:0 auto;padding:0 1.25rem}
        header{padding-top:3rem}
        .kicker{margin:0 0 .5rem;font:600 .8rem/1.4 var(--sans);letter-spacing:.06em;text-transform:uppercase;color:var(--federated)}
        h1{margin:0 0 .5rem;font-size:clamp(1.7rem,5vw,2.5rem);line-height:1.15;font-weight:700;text-wrap:balance;overflow-wrap:anywhere}
        h2{margin:3.25rem 0 1rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:1.5rem;line-height:1.25;text-wrap:balance}
        h3{margin:1.75rem 0 .4rem;font:700 1rem/1.4 var(--sans)}
        p{margin:.6rem 0}
        main p,main li,figcaption,header p{max-width:44rem}
        ul{margin:.6rem 0;padding-left:1.2rem}
        li{margin:.35rem 0}
        .legend li{max-width:none}
        a{color:var(--link)}
        .byline,.small,footer{color:var(--soft);font:.9rem/1.5 var(--sans)}
        nav{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin-top:1.5rem;font:.9rem/1.6 var(--sans)}
        nav a{text-decoration:none;padding:.15rem 0}
        nav a:hover{text-decoration:underline}
        .skip{position:absolute;left:-999rem}
        .skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
        footer{margin-top:3rem;padding-bottom:3rem;border-top:1px solid var(--rule)}
        .notice{margin:1rem 0;padding:.7rem 1rem;border-radius:.4rem;background:var(--warn);color:var(--warnink);font:.95rem/1.5 var(--sans);overflow-wrap:anywhere}
        .summary h2{margin-top:1.75rem}
        .verdict{margin:.6rem 0 1.2rem;padding:1rem 1.2rem;border-radius:.5rem;border-left:.35rem solid var(--soft);background:var(--panel)}
        .verdict.better{background:var(--good);border-color:var(--goodink)}
        .verdict.worse{background:var(--bad);border-color:var(--badink)}
        .verdict .headline{margin-top:0;font-size:1.25rem;line-height:1.35;font-weight:700;text-wrap:balance}
        .verdict p:last-child{margin-bottom:0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin:1.25rem 0;font-family:var(--sans)}
        .tiles div{padding:.7rem .85rem .8rem;border:1px solid var(--rule);border-top:.25rem solid var(--soft);border-radius:.4rem}
        .tiles .federated{border-top-color:var(--federated)}
        .tiles .ensemble{border-top-color:var(--ensemble)}
        .tiles .local{border-top-color:var(--local)}
        .tiles .pooled{border-top-color:var(--pooled)}
        .tiles dt{font-size:.85rem;line-height:1.35;color:var(--soft);overflow-wrap:anywhere}
        .tiles dd{margin:.25rem 0 0}
        .tiles .figure{display:block;font-size:1.65rem;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
        .tiles .unit{display:block;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
        .scroll,.plot{overflow-x:auto;-webkit-overflow-scrolling:touch}
        .table{margin:1.5rem 0}
        .scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        table{width:100%;border-collapse:collapse;font:.875rem/1.45 var(--sans);font-variant-numeric:tabular-nums}
        .caption{margin:0 0 .4rem;color:var(--soft);font:.875rem/1.5 var(--sans)}
        th,td{padding:.42rem .7rem;text-align:right;vertical-align:top;white-space:nowrap;border-bottom:1px solid var(--rule)}
        th:first-child,td:first-child{padding-left:0;text-align:left}
        thead th{white-space:normal;vertical-align:bottom;border-bottom:2px solid var(--ink);font-weight:650;line-height:1.3}
        tbody th{font-weight:400}
        td.hash{white-space:normal;text-align:left;font-family:ui-monospace,'DejaVu Sans Mono',Consolas,monospace;font-size:.78rem;overflow-wrap:anywhere}
        td.better{background:var(--good);color:var(--goodink)}
        td.worse,td.short{background:var(--bad);color:var(--badink)}
        .sub{display:block;font-size:.78rem;opacity:.85}
        .withheld{color:var(--soft);font-style:italic}
        .arm::before{content:'';display:inline-block;width:.65em;height:.65em;margin-right:.5em;border-radius:50%;background:var(--soft)}
        .arm.federated::before{background:var(--federated)}
        .arm.ensemble::before{background:var(--ensemble);border-radius:0}
        .arm.local::before{background:var(--local);border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
        .arm.pooled::before{background:var(--pooled);border-radius:0;transform:rotate(45deg) scale(.85)}
        .arm.low::before{background:var(--low)}
        .arm.high::before{background:var(--high)}
        .legend{list-style:none;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
        .legend li{margin:0}
        .confusion td{background:color-mix(in srgb,var(--tint) var(--share,0%),transparent);--tint:color-mix(in srgb,var(--local) 55%,transparent)}
        .confusion td.right{--tint:color-mix(in srgb,var(--federated) 55%,transparent)}
        .confusion th,.confusion td{text-align:center}
        .confusion tbody th,.confusion thead th:first-child{text-align:left}
        figure{margin:1.5rem 0}
        figcaption{margin-top:.5rem;font:.875rem/1.5 var(--sans);color:var(--soft)}
        figcaption b{color:var(--ink)}
        svg{display:block;width:100%;height:auto;overflow:visible;font-family:var(--sans);font-size:13px;fill:var(--ink)}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:0 2rem}
        .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem .75rem}
        svg .small{fill:var(--soft);font-size:12px}
        svg .strong.small{fill:var(--ink)}
        .tiny{font-size:10px;fill:var(--soft)}
        .strong{font-weight:650}
        .number{font-variant-numeric:tabular-nums}
        .axis{stroke:var(--soft);stroke-width:1}
        .grid{stroke:var(--rule);stroke-width:1}
        .zero{stroke:var(--ink);stroke-width:1.25}
        .chance{stroke:var(--soft);stroke-width:1.25;stroke-dasharray:2 4}
        .interval{stroke-width:2.25;stroke-linecap:round}
        .curve{fill:none;stroke-width:2.5;stroke-linejoin:round}
        .curve.thin{stroke-width:1;opacity:.4}
        .band{opacity:.14;stroke:none}
        .censor{stroke-width:1;opacity:.7}
        .mark{stroke:var(--paper);stroke-width:1.25}
        .mark.faint{stroke:none;opacity:.5}
        .interval.federated,.curve.federated{stroke:var(--federated)}
        .interval.ensemble,.curve.ensemble{stroke:var(--ensemble);stroke-dasharray:none}
        .interval.local,.curve.local{stroke:var(--local)}
        .interval.pooled,.curve.pooled{stroke:var(--pooled)}
        .curve.low,.censor.low{stroke:var(--low)}
        .curve.high,.censor.high{stroke:var(--high)}
        .mark.federated{fill:var(--federated)}
        .mark.ensemble{fill:var(--ensemble)}
        .mark.local{fill:var(--local)}
        .mark.pooled{fill:var(--pooled)}
        .band.low{fill:var(--low)}
        .band.high{fill:var(--high)}
        svg .low-text{fill:var(--low);font-weight:650}
        svg .high-text{fill:var(--high);font-weight:650}
        pre{overflow-x:auto;padding:.8rem 1rem;border-radius:.4rem;background:var(--panel);font:.85rem/1.5 ui-monospace,'DejaVu Sans Mono',Consolas,monospace}
        details{margin:1rem 0}
        summary{cursor:pointer;font:600 .95rem/1.5 var(--sans)}
        .glossary{display:grid;grid-template-columns:minmax(8rem,11rem) 1fr;gap:.6rem 1.25rem}
        .glossary dt{font:650 .9rem/1.6 var(--sans)}
        .glossary dd{margin:0}
        @media (max-width:40rem){body{font-size:1rem}header{padding-top:1.75rem}.glossary{grid-template-columns:1fr;gap:.1rem}.glossary dd{margin-bottom:.7rem}
        .plot svg:not(.panels svg){min-width:34rem}.pair .plot svg{min-width:0}.panels{grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr))}}
        @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--rule:#ccc;--panel:#f4f4f4;--link:#000;--federated:#0072b2;--ensemble:#00805e;--local:#c2570c;--pooled:#4a4f57;
        --low:#0072b2;--high:#c2570c;--good:#e3f3ec;--goodink:#08573f;--bad:#fbe9e1;--badink:#8a3205;--warn:#fdf3d8;--warnink:#6a4b00}
        @page{margin:18mm}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10.5pt}header,main,footer{max-width:none;padding:0}nav,.skip{display:none}
        h2,h3{break-after:avoid}figure,.verdict,.tiles,tr,.notice{break-inside:avoid}.scroll,.plot{overflow:visible}table{font-size:8.5pt}th,td{padding:.3rem .45rem;white-space:normal}}
        """;
}
