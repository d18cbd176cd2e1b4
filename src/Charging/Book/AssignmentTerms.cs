using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Charging.Book;

/// <summary>
/// What was agreed on for an assignment besides its package and dates: its own terms as they were first, and how they changed.
/// Stored as one text, so that a new term is stored, read, replayed and checkpointed without another change.
/// </summary>
public sealed record AssignmentTerms : OwnTerms
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>No terms.</summary>
    [JsonConstructor]
    public AssignmentTerms()
    {
    }

    /// <summary>Terms that did not change.</summary>
    public AssignmentTerms(OwnTerms first) : base(first)
    {
    }

    /// <summary>The last date that another system has billed; null for none.</summary>
    public DateOnly? BilledThrough { get; init; }

    /// <summary>Changes in the order in which they were recorded; null for none.</summary>
    public IReadOnlyList<TermsChange>? Changes { get; init; }

    /// <summary>The terms as they were first agreed on.</summary>
    public static AssignmentTerms Of(PackageAssigned e) => new(e) { BilledThrough = e.BilledThrough };

    /// <summary>The terms after a change.</summary>
    public AssignmentTerms With(AssignmentChanged e) => this with { Changes = [.. Changes ?? [], new(e, e.EffectiveFrom)] };

    /// <summary>The own terms in effect on a date, each by the rule of <see cref="InEffect"/>.</summary>
    public OwnTerms On(DateOnly date)
    {
        if (Changes is null) return this;
        OwnTerms terms = this;
        foreach (var change in InEffect.InOrder(Changes, change => change.EffectiveFrom))
            if (change.EffectiveFrom <= date) terms = change.Over(terms);
        return terms;
    }

    /// <summary>The form that they are stored in; what is at its default is left out.</summary>
    public string Text() => JsonSerializer.Serialize(this, Json);

    /// <summary>Terms from their stored form.</summary>
    public static AssignmentTerms Parse(string text) =>
        JsonSerializer.Deserialize<AssignmentTerms>(text, Json) ?? throw new FormatException("Terms of an assignment are missing.");

    /// <summary>Terms are equal when all of them are, changes included.</summary>
    public bool Equals(AssignmentTerms? other) =>
        base.Equals(other) && BilledThrough == other!.BilledThrough && (Changes ?? []).SequenceEqual(other.Changes ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), BilledThrough, Changes?.Count);
}

/// <summary>Other terms from a date on; null leaves one as it was.</summary>
public sealed record TermsChange : OwnTerms
{
    /// <summary>No terms, from a date on.</summary>
    [JsonConstructor]
    public TermsChange(DateOnly effectiveFrom) => EffectiveFrom = effectiveFrom;

    /// <summary>Terms from a date on.</summary>
    public TermsChange(OwnTerms terms, DateOnly effectiveFrom) : base(terms) => EffectiveFrom = effectiveFrom;

    /// <summary>The first date.</summary>
    public DateOnly EffectiveFrom { get; }
}
