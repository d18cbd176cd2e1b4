using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Charging.Book;

/// <summary>
/// What was agreed on for an assignment besides its package and dates. A new optional term is one more property here, set by
/// <see cref="Of"/> or <see cref="With"/>, and is stored, read, replayed and checkpointed without another change.
/// </summary>
/// <param name="Quantity">Units before the first change.</param>
public sealed record AssignmentTerms(int Quantity)
{
    /// <summary>Whether its lines take credit, before the first change.</summary>
    public bool AutoDecrement { get; init; }

    /// <summary>The last date that another system has billed; null for none.</summary>
    public DateOnly? BilledThrough { get; init; }

    /// <summary>Minutes that each window grants; null when its package grants none.</summary>
    public int? FreeMinutes { get; init; }

    /// <summary>Changes in the order in which they were recorded; null for none.</summary>
    public IReadOnlyList<TermsChange>? Changes { get; init; }

    /// <summary>The quantity on a date.</summary>
    public int QuantityOn(DateOnly date) => In(date, change => change.Quantity is not null)?.Quantity ?? Quantity;

    /// <summary>Whether lines of a date take credit.</summary>
    public bool AutoDecrementOn(DateOnly date) => In(date, change => change.AutoDecrement is not null)?.AutoDecrement ?? AutoDecrement;

    /// <summary>The terms as they were first agreed on.</summary>
    public static AssignmentTerms Of(PackageAssigned e) => new(e.Quantity)
    {
        AutoDecrement = e.AutoDecrementCredit, BilledThrough = e.BilledThrough, FreeMinutes = e.FreeMinutes,
    };

    /// <summary>The terms after a change.</summary>
    public AssignmentTerms With(AssignmentChanged e) => this with
    {
        Changes = [.. Changes ?? [], new(e.EffectiveFrom) { Quantity = e.Quantity, AutoDecrement = e.AutoDecrementCredit }],
    };

    /// <summary>The form that they are stored in; what is at its default is left out.</summary>
    public string Text() => JsonSerializer.Serialize(this, Json);

    /// <summary>Terms from their stored form.</summary>
    public static AssignmentTerms Parse(string text) =>
        JsonSerializer.Deserialize<AssignmentTerms>(text, Json) ?? throw new FormatException("Terms of an assignment are missing.");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Terms are equal when all of them are, changes included.</summary>
    public bool Equals(AssignmentTerms? other) => other is not null
        && (Quantity, AutoDecrement, BilledThrough, FreeMinutes) == (other.Quantity, other.AutoDecrement, other.BilledThrough, other.FreeMinutes)
        && (Changes ?? []).SequenceEqual(other.Changes ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Quantity, AutoDecrement, BilledThrough, FreeMinutes, Changes?.Count);

    private TermsChange? In(DateOnly date, Func<TermsChange, bool> says) =>
        Changes is null ? null : InEffect.On(Changes.Where(says), date, change => change.EffectiveFrom);
}

/// <summary>Other terms from a date on; null leaves one as it was.</summary>
/// <param name="EffectiveFrom">The first date.</param>
public sealed record TermsChange(DateOnly EffectiveFrom)
{
    /// <summary>Units.</summary>
    public int? Quantity { get; init; }

    /// <summary>Whether lines take credit.</summary>
    public bool? AutoDecrement { get; init; }
}

/// <summary>
/// Terms by their stored form: most assignments share a few hundred of them, so each is read once. Not for several threads.
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
        if (terms.Changes is null) _terms[text] = terms;
        return terms;
    }
}
