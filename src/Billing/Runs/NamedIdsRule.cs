namespace PackageBilling.Billing.Runs;

/// <summary>Lists of ids in requests.</summary>
internal static class NamedIdsRule
{
    /// <summary>Refuses an empty list, one that is too long and one with something that cannot be an id;
    /// null passes.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> NamedIds<T>(
        this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule
            .Must(ids => ids is null || ids.Count is > 0 and <= RunLimits.NamedIds)
            .WithMessage($"must name 1 to {RunLimits.NamedIds} ids, or be left out for all")
            .Must(ids => ids is null || ids.All(Identifiers.IsValid))
            .WithMessage("must hold ids of 1 to 64 letters, digits, '.', '_' or '-'");

    /// <summary>The ids once each, in ordinal order.</summary>
    public static IReadOnlyList<string>? Sorted(this IReadOnlyList<string>? ids) =>
        ids?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
