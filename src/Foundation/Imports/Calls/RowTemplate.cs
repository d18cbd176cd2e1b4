namespace PackageBilling.Foundation;

/// <summary>Text with columns of a row in it.</summary>
/// <param name="Parts">Texts and columns, in turn; a text comes first.</param>
internal sealed record RowTemplate(IReadOnlyList<string> Parts)
{
    /// <summary>The columns: for each place those of which the first counts that the row has a value in.</summary>
    public IEnumerable<IReadOnlyList<string>> Columns =>
        Parts.Where((_, i) => i % 2 == 1).Select(one => one.Split('|'));

    /// <summary>The template; null when its braces don't match or it has no column.</summary>
    public static RowTemplate? Parse(string text)
    {
        var (parts, from) = (new List<string>(), 0);
        while (text.IndexOf('{', from) is >= 0 and var open)
        {
            var close = text.IndexOf('}', open);
            if (close < open + 2) return null;
            parts.Add(text[from..open]);
            parts.Add(text[(open + 1)..close]);
            from = close + 1;
        }
        parts.Add(text[from..]);
        return parts.Count > 1 && parts.Where((_, i) => i % 2 == 0).All(part => !part.Contains('}'))
            ? new(parts) : null;
    }
}
