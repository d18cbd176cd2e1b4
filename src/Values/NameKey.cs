using System.Text;

namespace PackageBilling.Values;

/// <summary>What two names share that count as the same: unlike in a search, an accent makes another name.</summary>
public static class NameKey
{
    /// <summary>The key of a name, whatever its case.</summary>
    public static string Of(string name) =>
        UnicodeText.Normalized(name.Trim(), NormalizationForm.FormC).ToUpperInvariant();
}
