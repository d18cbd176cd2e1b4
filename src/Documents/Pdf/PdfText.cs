using PdfSharp.Drawing;

namespace PackageBilling.Documents.Pdf;

/// <summary>A typeface in a size.</summary>
internal sealed class PdfText(Typeface typeface, double size)
{
    // Ascent and height of Liberation Sans, and the height of a line, per em.
    private const double Ascent = 0.905, Height = 1.149, Leading = 1.36;

    public XFont Font { get; } = typeface.Font(size);

    public double Size => size;

    public double LineHeight => size * Leading;

    /// <summary>From the top of a line to where its letters stand.</summary>
    public double Baseline => size * (((Leading - Height) / 2) + Ascent);

    public double Width(string text) => typeface.Width(typeface.Clean(text), size);

    public List<string> Wrap(string text, double width) => typeface.Wrap(text, width, size);

    public string Cut(string text, double width) => typeface.Cut(text, width, size);

    public PdfText Sized(double other) => other == size ? this : new PdfText(typeface, other);
}
