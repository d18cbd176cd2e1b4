using System.Globalization;

namespace PackageBilling.Billing.Runs;

/// <summary>One of the ranges of customers that a run was divided into.</summary>
/// <param name="Number">From 1, in the order of customers.</param>
/// <param name="Range">Its customers.</param>
internal sealed record RunShare(int Number, CustomerRange Range)
{
    /// <summary>Numbers of parts that a share has for itself. At most some hundred are used.</summary>
    private const int Parts = 100_000;

    /// <summary>The number before that of its first part.</summary>
    public int BeforeFirstPart => Number * Parts;

    public bool Has(int part) => part > BeforeFirstPart && part <= BeforeFirstPart + Parts;

    /// <summary>The shares that these bounds make.</summary>
    public static IReadOnlyList<RunShare> Of(IReadOnlyList<string> bounds) =>
        [.. Enumerable.Range(0, bounds.Count + 1)
            .Select(i => new RunShare(i + 1, new(i == 0 ? "" : bounds[i - 1], i == bounds.Count ? null : bounds[i])))];

    /// <summary>The name of the lock that is held while a share of a run is posted.</summary>
    public static string Lock(string runId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Streams.Run(runId)}/{number}");
}
