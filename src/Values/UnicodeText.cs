using System.Text;

namespace PackageBilling.Values;

/// <summary>Unicode's normal forms for text from anywhere.</summary>
public static class UnicodeText
{
    /// <summary>
    /// A text in a normal form. What no valid text has, halves of surrogate pairs and U+FFFE, becomes the replacement
    /// character U+FFFD: .NET refuses to normalize it, but a request or a file can send it.
    /// </summary>
    public static string Normalized(string text, NormalizationForm form) => Ascii.IsValid(text) ? text
        : string.Concat(text.EnumerateRunes()).Replace('\ufffe', '\ufffd').Normalize(form);
}
