namespace Lamella.Simulation.Synthetic;

/// <summary>How a generated hospital stains, scans and keeps its books.</summary>
internal sealed record HospitalProfile
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Shift of the patients' lesion burden: hospitals see different patients.</summary>
    public required double CaseMix { get; init; }

    /// <summary>Optical density per unit of haematoxylin (red, green, blue).</summary>
    public required float[] Haematoxylin { get; init; }

    /// <summary>Optical density per unit of eosin.</summary>
    public required float[] Eosin { get; init; }

    /// <summary>Level of empty glass, red, green, blue.</summary>
    public required float[] Glass { get; init; }

    /// <summary>Width in pixels of the edge of a nucleus: focus.</summary>
    public required float Blur { get; init; }

    /// <summary>Sensor noise in grey levels.</summary>
    public required int Noise { get; init; }

    public required TableStyle Table { get; init; }

    public static IReadOnlyList<HospitalProfile> All { get; } =
    [
        new()
        {
            Id = "alder", Name = "Alder (synthetic)", CaseMix = 0,
            Haematoxylin = [0.65f, 0.70f, 0.29f], Eosin = [0.07f, 0.99f, 0.11f], Glass = [245, 243, 246], Blur = 1.0f, Noise = 5,
            Table = new()
            {
                Separator = ",", Decimal = ".", Encoding = "utf-8", ByteOrderMark = false, Missing = "",
                Patient = "patient_id", Age = "age", Ki67 = "ki67", Node = "node", Response = "response",
                NodeCodes = ("negative", "positive"), ResponseCodes = ("no", "yes"), IdFormat = "A{0:D3}",
                Slide = "slide_id", SlideFormat = "{0}-HE1",
            },
        },
        new()
        {
            Id = "birch", Name = "Birch (synthetic)", CaseMix = 0.3,
            Haematoxylin = [0.55f, 0.76f, 0.34f], Eosin = [0.12f, 0.82f, 0.17f], Glass = [238, 236, 244], Blur = 1.4f, Noise = 8,
            Table = new()
            {
                Separator = ";", Decimal = ",", Encoding = "windows-1252", ByteOrderMark = false, Missing = "k.A.",
                Patient = "PatNr", Age = "Alter (Jahre)", Ki67 = "Ki-67 %", Node = "Lymphknoten", Response = "R\u00fcckbildung",
                NodeCodes = ("N0", "N+"), ResponseCodes = ("nein", "ja"), IdFormat = "{0:D6}",
                Slide = "Schnitt", SlideFormat = "H24-{0}_A1",
            },
        },
        new()
        {
            Id = "cedar", Name = "Cedar (synthetic)", CaseMix = -0.25,
            Haematoxylin = [0.72f, 0.62f, 0.22f], Eosin = [0.05f, 1.10f, 0.20f], Glass = [250, 247, 240], Blur = 0.8f, Noise = 4,
            Table = new()
            {
                Separator = "\t", Decimal = ".", Encoding = "utf-8", ByteOrderMark = true, Missing = "NA",
                Patient = "ID", Age = "AGE_AT_DX", Ki67 = "KI67_PCT", Node = "PN", Response = "PCR",
                NodeCodes = ("0", "1"), ResponseCodes = ("0", "1"), IdFormat = "C-{0:D4}",
                Slide = "SLIDE", SlideFormat = "{0} HE",
            },
        },
        new()
        {
            Id = "elm", Name = "Elm (synthetic)", CaseMix = 0.1,
            Haematoxylin = [0.60f, 0.66f, 0.42f], Eosin = [0.16f, 0.90f, 0.30f], Glass = [242, 240, 236], Blur = 1.2f, Noise = 7,
            Table = new()
            {
                Separator = ";", Decimal = ",", Encoding = "utf-8", ByteOrderMark = false, Missing = "ND",
                Patient = "ipp", Age = "age_diag", Ki67 = "ki67", Node = "ganglions", Response = "r\u00e9ponse",
                NodeCodes = ("neg", "pos"), ResponseCodes = ("non", "oui"), IdFormat = "{0:D5}",
                Slide = "lame", SlideFormat = "{0}_HES_01",
            },
        },
    ];
}

/// <summary>How a hospital keeps its clinical table.</summary>
internal sealed record TableStyle
{
    public required string Separator { get; init; }

    public required string Decimal { get; init; }

    public required string Encoding { get; init; }

    public required bool ByteOrderMark { get; init; }

    /// <summary>What stands for "not known".</summary>
    public required string Missing { get; init; }

    public required string Patient { get; init; }

    public required string Age { get; init; }

    public required string Ki67 { get; init; }

    public required string Node { get; init; }

    public required string Response { get; init; }

    public required (string No, string Yes) NodeCodes { get; init; }

    public required (string No, string Yes) ResponseCodes { get; init; }

    /// <summary>How patient n is called.</summary>
    public required string IdFormat { get; init; }

    /// <summary>Column with the slide's file name, without its ending.</summary>
    public required string Slide { get; init; }

    /// <summary>How the slide of a patient is called.</summary>
    public required string SlideFormat { get; init; }
}
