namespace Lamella.Simulation.Reporting.Slides;

/// <summary>What the slide report adds to the style of reports. It holds no character that XML would escape.</summary>
internal static class SlideReportStyle
{
    public const string Css = """
        header,main,nav,footer{max-width:70rem}
        .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:1.25rem;margin:1.25rem 0}
        .slide{border:1px solid var(--rule);border-radius:.5rem;overflow:hidden;font:.875rem/1.5 var(--sans);break-inside:avoid}
        .slide .pictures{display:grid;grid-template-columns:1fr 1fr;gap:1px;background:var(--rule)}
        .slide .pictures svg,.slide .pictures .none{width:100%;height:13rem;background:var(--panel)}
        .slide .none{display:grid;place-items:center;grid-column:1/3;height:5rem;color:var(--soft)}
        .slide h3{margin:.7rem .9rem .2rem;font:650 .85rem/1.4 ui-monospace,'DejaVu Sans Mono',Consolas,monospace;overflow-wrap:anywhere}
        .slide p,.slide ul{margin:.3rem .9rem}
        .slide ul{padding-left:1rem;margin-bottom:.9rem}
        .badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;font-weight:600}
        .badge.better,td.better{background:var(--good);color:var(--goodink)}
        .badge.worse,td.worse{background:var(--bad);color:var(--badink)}
        .badge.warned,td.warned{background:var(--warn);color:var(--warnink)}
        .grid-tile{fill:var(--federated);fill-opacity:.18;stroke:var(--federated);stroke-width:.6;vector-effect:non-scaling-stroke}
        .grid-tile.truth{fill:var(--local);fill-opacity:.3;stroke:var(--local)}
        td.words{white-space:normal;text-align:left;min-width:18rem}
        td.name{text-align:left;overflow-wrap:anywhere;white-space:normal;min-width:10rem}
        """;
}
