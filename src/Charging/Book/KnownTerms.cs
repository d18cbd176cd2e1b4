namespace PackageBilling.Charging.Book;

/// <summary>
/// Terms by their stored form: most assignments share a few hundred of them, so each is read once.
/// Not for several threads.
/// </summary>
public sealed class KnownTerms
{
    private readonly Dictionary<string, AssignmentTerms> _terms = new(StringComparer.Ordinal);

    /// <summary>The terms of a text.</summary>
    public AssignmentTerms Of(string text)
    {
        if (_terms.TryGetValue(text, out var known)) return known;
        // Terms with changes are mostly of one assignment only, and would fill the memory.
        var terms = AssignmentTerms.Parse(text);
        if (terms is { Changes: null, Activity: null }) _terms[text] = terms;
        return terms;
    }
}
