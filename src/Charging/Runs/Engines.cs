using System.Collections.Frozen;

namespace PackageBilling.Charging.Runs;

/// <summary>The rules of one version: decide one customer's lines.</summary>
public delegate CustomerOutcome Decide(CustomerBook customer, PackagesOn packages, RunTerms terms);

/// <summary>
/// The rules by the version that runs record. When a rule changes, the function as it was stays here under its version,
/// so that a run is finished, and replayed, by the rules that it was begun with.
/// </summary>
public sealed class Engines(IReadOnlyDictionary<string, Decide> functions)
{
    /// <summary>All versions that there ever were.</summary>
    public static readonly Engines All = new(
        new Dictionary<string, Decide>(StringComparer.Ordinal) { [ChargeRun.EngineVersion] = ChargeRun.Decide });

    private readonly FrozenDictionary<string, Decide> _functions = functions.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rules of a version.</summary>
    /// <exception cref="InvalidOperationException">A newer program has recorded it.</exception>
    public Decide Of(string version) => _functions.GetValueOrDefault(version)
        ?? throw new InvalidOperationException(
            $"The rules of version {version} are not known. Start a newer version of the program.");
}
