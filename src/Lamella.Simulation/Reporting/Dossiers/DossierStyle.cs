namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What the dossier adds to the style of reports: a paper with numbered parts. It holds no character that XML would escape.</summary>
internal static class DossierStyle
{
    public const string Css = """
        body{font-size:1rem;line-height:1.5}
        main{counter-reset:part}
        h1{font-size:clamp(1.6rem,4vw,2.1rem)}
        h2{counter-increment:part;margin:2.1rem 0 .6rem;padding-top:.7rem;font-size:1.25rem}
        h2::before{content:counter(part) '. '}
        main p,.risks dd{max-width:none}
        .table{margin:.8rem 0}
        td,tbody th,thead th{white-space:normal;text-align:left}
        td.figure,thead th:nth-child(3){white-space:nowrap}
        tbody th{width:9.5rem;padding-right:1rem;font-weight:650;overflow-wrap:anywhere}
        .wide tbody th{width:8rem}
        .wide td:nth-child(4){width:15%}
        .wide td:nth-child(5){width:19%}
        .facts tbody th{width:13rem}
        .facts td{overflow-wrap:anywhere}
        #retention tbody th,#hospital tbody th{width:14rem}
        .badge{display:inline-block;padding:.02rem .55rem;border-radius:1rem;font-weight:650;white-space:nowrap;background:var(--panel)}
        .badge.on{background:var(--good);color:var(--goodink)}
        .badge.none{background:var(--bad);color:var(--badink)}
        .badge.off{background:var(--warn);color:var(--warnink)}
        .seen{margin:.6rem 0;padding:.7rem 1rem;border-left:.35rem solid var(--badink);background:var(--bad);font-weight:650}
        .fields{margin:.25rem 0 .1rem;padding:0;list-style:none;columns:15rem 2;column-gap:1.5rem;color:var(--soft)}
        .fields li{margin:.05rem 0;break-inside:avoid;max-width:none}
        .fields code{color:var(--ink);font:.8rem/1.4 ui-monospace,'DejaVu Sans Mono',Consolas,monospace;overflow-wrap:anywhere}
        .fields .use{font-style:italic}
        .risks dt{margin-top:.7rem;font:700 .95rem/1.4 var(--sans)}
        .risks dd{margin:.1rem 0 0;font-size:.95rem}
        .sign{display:grid;grid-template-columns:1fr 1fr;gap:3rem 2rem;margin-top:3.25rem;font:.85rem/1.4 var(--sans);color:var(--soft)}
        .sign div{border-top:1px solid var(--ink);padding-top:.3rem}
        .blank{height:9rem;border:1px solid var(--rule);border-radius:.3rem;padding:.4rem .7rem;font:.85rem/1.4 var(--sans);color:var(--soft)}
        @page{size:A4;margin:15mm}
        @media print{body{font-size:9.5pt;line-height:1.4}h1{font-size:19pt}h2{margin-top:1.2rem;font-size:12.5pt}header{padding-top:0}table{font-size:8.2pt}.caption,.small,.blank,.sign,footer{font-size:8.2pt}
        .fields code{font-size:7.6pt}.caption,thead,section p{break-after:avoid}.sign,.blank,.risks div,.seen{break-inside:avoid}#opinion{break-inside:avoid}tbody th{width:7rem}.facts tbody th{width:10rem}#retention tbody th,#hospital tbody th{width:12rem}}
        """;
}
