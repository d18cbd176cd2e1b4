using System.Collections.Immutable;

namespace PackageBilling.Catalog;

/// <summary>A package, folded from its stream.</summary>
/// <param name="Defined">The first definition.</param>
/// <param name="Revisions">In the order recorded.</param>
/// <param name="IsRetired">Whether it takes no new assignments.</param>
internal sealed record Package(PackageDefined Defined, ImmutableList<PackageRevised> Revisions, bool IsRetired)
{
    public static string Stream(string packageId) => $"package-{packageId}";

    public static Package? Evolve(Package? state, object @event) => @event switch
    {
        PackageDefined defined => new(defined, [], false),
        PackageRevised revised => state! with { Revisions = state.Revisions.Add(revised) },
        PackageRetired => state! with { IsRetired = true },
        _ => state,
    };

    /// <summary>The revision whose terms are in effect on a date; null when the first definition still holds.</summary>
    public PackageRevised? RevisionOn(DateOnly date) =>
        InEffect.On(Revisions, date, revision => revision.EffectiveFrom);

    /// <summary>The terms in effect on a date.</summary>
    public PackageTerms TermsOn(DateOnly date) => RevisionOn(date)?.Terms ?? Defined.Terms;

    /// <summary>The first date after the given one on which other terms begin; null when there is none.</summary>
    public DateOnly? NextEffectiveFrom(DateOnly date) => Revisions
        .Where(revision => revision.EffectiveFrom > date)
        .Min(revision => (DateOnly?)revision.EffectiveFrom);

    /// <summary>The names of all its revisions, each once as first written.</summary>
    public IEnumerable<string> Names =>
        Revisions.Select(revision => revision.Terms.Name).Prepend(Defined.Terms.Name).DistinctBy(NameKey.Of);
}
