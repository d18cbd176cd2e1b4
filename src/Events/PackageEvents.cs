namespace PackageBilling.Events;

/// <summary>A package exists. Its terms hold for every date before the first revision.</summary>
/// <param name="PackageId">Its id.</param>
/// <param name="Type">Never changes.</param>
/// <param name="Currency">ISO 4217; never changes.</param>
/// <param name="Terms">The first definition.</param>
public sealed record PackageDefined(string PackageId, PackageType Type, string Currency, PackageTerms Terms);

/// <summary>
/// A package's terms from a date on. On a date D hold the terms with the latest <paramref name="EffectiveFrom"/> at or
/// before D; of two with the same date, the ones recorded later.
/// </summary>
/// <param name="PackageId">The package.</param>
/// <param name="EffectiveFrom">The first date that they hold on.</param>
/// <param name="Terms">All terms, changed or not.</param>
public sealed record PackageRevised(string PackageId, DateOnly EffectiveFrom, PackageTerms Terms);

/// <summary>A package takes no new assignments; existing ones go on.</summary>
/// <param name="PackageId">The package.</param>
public sealed record PackageRetired(string PackageId);

/// <summary>A name belongs to a package until it is retired, so that no other can take it.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="PackageId">The package.</param>
public sealed record PackageNameClaimed(string Name, string PackageId);

/// <summary>A name is free again.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="PackageId">The package that had it.</param>
public sealed record PackageNameReleased(string Name, string PackageId);
