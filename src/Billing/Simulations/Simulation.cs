namespace PackageBilling.Billing.Simulations;

/// <summary>A simulation as it is asked for (api: simulations).</summary>
/// <param name="Date">The one business date, past or future.</param>
/// <param name="CustomerIds">The customers; null for all.</param>
/// <param name="AsKnownAt">The older form of <see cref="KnownAt"/>.</param>
/// <param name="WhatIf">Hypothetical facts.</param>
internal sealed record Simulation(
    DateOnly? Date, IReadOnlyList<string>? CustomerIds, AsKnownAt? AsKnownAt, WhatIf? WhatIf)
{
    /// <summary>As known at a position or an instant; null for what is known now.</summary>
    public KnownAtValue? KnownAt { get; init; }

    /// <summary>Checks against the book what is asked for, and says how the book is to be seen.</summary>
    public sealed class Reading(NpgsqlDataSource source, Hypotheses hypotheses, ReadPositions positions)
    {
        public async Task<(RunTerms Terms, BookView View)> Of(Simulation asked, CancellationToken ct)
        {
            var knownAt = await positions.Of(KnownAtValue.Either(asked.KnownAt, asked.AsKnownAt), null, ct);
            var customers = asked.CustomerIds.Sorted();
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, ct);
            var whatIf = await hypotheses.Check(asked.WhatIf, asked.Date!.Value, knownAt, ct);
            return (new(asked.Date.Value, OnRepeat.Skip, customers, null, new HashSet<string>()),
                new(knownAt, null, whatIf));
        }
    }
}
