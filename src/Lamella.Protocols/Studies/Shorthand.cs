using Lamella.Protocols.Shapes;

namespace Lamella.Protocols.Studies;

/// <summary>Shapes that several sections of a protocol share.</summary>
internal static class Shorthand
{
    /// <summary>A site's or study's short name, as <see cref="Federation.Studies.SiteId"/> asks.</summary>
    public static readonly Shape Id = new TextShape("^[a-z0-9][a-z0-9_-]{0,39}$", "1 to 40 of a-z, 0-9, '-' and '_', starting with a letter or digit");

    /// <summary>Any text.</summary>
    public static readonly Shape Text = new TextShape();

    /// <summary>True or false.</summary>
    public static readonly Shape Flag = new FlagShape();

    /// <summary>A list of texts.</summary>
    public static readonly Shape Texts = new ListShape(Text);

    /// <summary>A decay or momentum: 0 to below 1.</summary>
    public static readonly Shape Decay = new NumberShape(0, 1, below: true);

    /// <summary>A learning rate or other positive factor.</summary>
    public static readonly Shape Rate = new NumberShape(0, 1000, above: true);

    /// <summary>A seed.</summary>
    public static readonly Shape Seed = new IntegerShape(0, long.MaxValue);

    /// <summary>A count of at least one.</summary>
    public static Shape Count(long most) => new IntegerShape(1, most);

    /// <summary>A count that may be zero.</summary>
    public static Shape CountOrZero(long most) => new IntegerShape(0, most);
}
