using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Charging.Book;

/// <summary>
/// What was agreed on for an assignment besides its package and dates: its own terms as they were first, and how they
/// changed. Stored as one text, so that a new term is stored, read, replayed and checkpointed without another change.
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

    /// <summary>Whether no setup is charged.</summary>
    public bool SkipSetup { get; init; }

    /// <summary>Changes in the order in which they were recorded; null for none.</summary>
    public IReadOnlyList<TermsChange>? Changes { get; init; }

    /// <summary>Pauses and resumptions in the order in which they were recorded; null for none.</summary>
    public IReadOnlyList<ActivityChange>? Activity { get; init; }

    /// <summary>The terms as they were first agreed on.</summary>
    public static AssignmentTerms Of(PackageAssigned e) => new(e)
    {
        BilledThrough = e.BilledThrough, SkipSetup = e.SkipSetup,
    };

    /// <summary>Whether there is no setup to charge: another system has billed it, or none was agreed on.</summary>
    /// <param name="start">The assignment's first day.</param>
    public bool OwesNoSetup(DateOnly start) => SkipSetup || BilledThrough >= start;

    /// <summary>The terms after an event of the assignment that changes them.</summary>
    public AssignmentTerms After(object @event) => @event switch
    {
        AssignmentChanged e => this with { Changes = [.. Changes ?? [], new(e, e.EffectiveFrom)] },
        AssignmentPaused e => this with { Activity = [.. Activity ?? [], new(e.From, true)] },
        AssignmentResumed e => this with { Activity = [.. Activity ?? [], new(e.On, false)] },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} changes no terms."),
    };

    /// <summary>Whether the assignment is paused on a date, by the rule of <see cref="InEffect"/>.</summary>
    public bool IsPausedOn(DateOnly date) =>
        Activity is not null && InEffect.On(Activity, date, change => change.From) is { IsPaused: true };

    /// <summary>The spans in which it is paused, growing.</summary>
    public IReadOnlyList<Pause> Pauses()
    {
        if (Activity is null) return [];
        var pauses = new List<Pause>();
        DateOnly? since = null;
        foreach (var change in InEffect.InOrder(Activity, change => change.From))
        {
            // Of several on one date the last one recorded holds.
            if (!ReferenceEquals(InEffect.On(Activity, change.From, one => one.From), change)) continue;
            if (change.IsPaused) since ??= change.From;
            else if (since is { } from)
            {
                pauses.Add(new(from, change.From));
                since = null;
            }
        }
        if (since is { } open) pauses.Add(new(open, null));
        return pauses;
    }

    /// <summary>
    /// The dates, start and end aside, on which own terms change, activity begins again
    /// or is on its last date; growing.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<DateOnly> Turns => Changes is null && Activity is null ? [] :
    [
        .. (Changes ?? []).Select(change => change.EffectiveFrom)
            .Concat((Activity ?? []).Select(change => change.IsPaused ? change.From.AddDays(-1) : change.From))
            .Distinct().Order(),
    ];

    /// <summary>The setup price or cost is its own on some date.</summary>
    [JsonIgnore]
    public bool HasOwnSetup => Ever(terms => terms.SetupRetail.Value is not null || terms.SetupCost.Value is not null);

    /// <summary>The minimum spend is its own on some date.</summary>
    [JsonIgnore]
    public bool HasOwnMinimum => Ever(terms => terms.MinimumSpend.Value is not null);

    private bool Ever(Func<OwnTerms, bool> isSaid) => isSaid(this) || (Changes is not null && Changes.Any(isSaid));

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
        JsonSerializer.Deserialize<AssignmentTerms>(text, Json)
            ?? throw new FormatException("Terms of an assignment are missing.");

    /// <summary>Terms are equal when all of them are, changes included.</summary>
    public bool Equals(AssignmentTerms? other) =>
        base.Equals(other) && BilledThrough == other!.BilledThrough && SkipSetup == other.SkipSetup
        && (Changes ?? []).SequenceEqual(other.Changes ?? []) && (Activity ?? []).SequenceEqual(other.Activity ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), BilledThrough, SkipSetup, Changes?.Count, Activity?.Count);
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

/// <summary>A pause or a resumption.</summary>
/// <param name="From">The first date that is paused, or active again.</param>
/// <param name="IsPaused">Whether it is a pause.</param>
public sealed record ActivityChange(DateOnly From, bool IsPaused);
