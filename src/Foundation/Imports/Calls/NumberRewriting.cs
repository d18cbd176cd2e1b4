namespace PackageBilling.Foundation;

/// <summary>Phone numbers as switches write them, as E.164 digits.</summary>
internal sealed class NumberRewriting(NumberRules rules)
{
    private static readonly string[] Schemes = ["sips:", "sip:", "tel:"];

    private readonly string[] _strip = [.. rules.StripPrefixes.OrderByDescending(prefix => prefix.Length)];

    /// <summary>The digits; whatever else is left in the text when it is no number.</summary>
    public string Read(string text)
    {
        text = Bare(text);
        foreach (var prefix in _strip)
            if (prefix.Length > 0 && text.StartsWith(prefix, StringComparison.Ordinal))
            {
                text = text[prefix.Length..];
                break;
            }
        if (text.StartsWith('+')) return text[1..];
        foreach (var prefix in rules.InternationalPrefixes)
            if (prefix.Length > 0 && text.StartsWith(prefix, StringComparison.Ordinal)) return text[prefix.Length..];
        if (rules.CountryCode is not { } code) return text;
        if (rules.NationalPrefix.Length > 0 && text.StartsWith(rules.NationalPrefix, StringComparison.Ordinal))
            return code + text[rules.NationalPrefix.Length..];
        return rules.NationalDigits.Contains(text.Length) ? code + text : text;
    }

    // "Name" <sip:+44...@host;user=phone> without all but the number.
    private static string Bare(string text)
    {
        if (text.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open
            && text.IndexOf('>', open) is >= 0 and var close)
            text = text[(open + 1)..close];
        foreach (var scheme in Schemes)
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                text = text[scheme.Length..];
                break;
            }
        if (text.AsSpan().IndexOfAny('@', ';') is >= 0 and var end) text = text[..end];
        return PhoneNumbers.Joined(text);
    }
}
