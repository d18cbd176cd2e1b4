namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>Finds the customers whose calls a selection means.</summary>
internal sealed class CallChooser(NpgsqlDataSource source)
{
    /// <summary>The calls by customer, in the order of their ids.</summary>
    /// <exception cref="ProblemException">There is no such customer, import or call.</exception>
    public async Task<IReadOnlyList<ChosenCalls>> Find(CallSelection selection, CancellationToken ct)
    {
        if (selection.CustomerId is { } customerId)
        {
            await KnownCustomers.Get(source, customerId, ct);
            return [new(customerId, selection.From!.Value, selection.To!.Value, null, null)];
        }
        if (selection.ImportId is { } importId)
            return await CallPlaces.OfImport(source, importId, ct) is { Count: > 0 } places
                ? places.ConvertAll(place => Chosen(place, null))
                : throw Problem.NotFound("importId", "import of calls", importId);
        return await Named(selection.CallIds!, ct);
    }

    private async Task<IReadOnlyList<ChosenCalls>> Named(IReadOnlyList<string> callIds, CancellationToken ct)
    {
        var ids = callIds.ToHashSet(StringComparer.Ordinal);
        var recorded = await RecordedCalls.Find(source, ids, ct);
        for (var i = 0; i < callIds.Count; i++)
            if (!recorded.ContainsKey(callIds[i]))
                throw Problem.Rule($"callIds[{i}]", $"no call {callIds[i]} is recorded, or it was voided before");
        var positions = recorded.Values.Select(call => call.Position).Distinct().Order().ToArray();
        return (await CallPlaces.At(source, positions, ct)).ConvertAll(place => Chosen(place, ids));
    }

    private static ChosenCalls Chosen(CallPlaces place, IReadOnlySet<string>? callIds) =>
        new(place.CustomerId, place.First, place.Last, place.Positions, callIds);
}
