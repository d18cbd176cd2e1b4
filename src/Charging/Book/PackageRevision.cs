namespace PackageBilling.Charging.Book;

/// <summary>Terms of a package from a date on.</summary>
/// <param name="EffectiveFrom">The first date; <see cref="DateOnly.MinValue"/> for the first definition.</param>
/// <param name="Terms">All terms.</param>
public sealed record PackageRevision(DateOnly EffectiveFrom, PackageTerms Terms);
