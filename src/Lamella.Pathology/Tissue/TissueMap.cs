namespace Lamella.Pathology.Tissue;

/// <summary>What an overview of a slide shows.</summary>
/// <param name="Mask">Where tissue to be used lies.</param>
/// <param name="PenShare">Share of what is not glass (tissue and ink together) that is pen ink, 0 to 1.</param>
/// <param name="BlackShare">Share of the whole overview that is pure black: not scanned, or lost.</param>
/// <param name="WhiteShare">Share of the whole overview that is pure white: filled in, or glass so bright that the scanner clipped it.</param>
/// <param name="Pen">Ink per overview pixel, row by row, with the rim where it fades.</param>
/// <param name="PixelsOfTissue">Overview pixels of tissue to be used.</param>
/// <param name="TissueSquareMillimetres">The same as an area.</param>
public sealed record TissueMap(TissueMask Mask, double PenShare, double BlackShare, double WhiteShare, bool[] Pen, int PixelsOfTissue, double TissueSquareMillimetres);
