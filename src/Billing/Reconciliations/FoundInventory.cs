namespace PackageBilling.Billing.Reconciliations;

/// <summary>Reads what the switch has, and compares it with the active assignments.</summary>
internal static class FoundInventory
{
    /// <summary>The name of the file in a form and in a mapping.</summary>
    public const string File = "inventory";

    /// <summary>The columns of the file. A row is about a DID, or without one about a customer.</summary>
    public static readonly IReadOnlyList<ImportColumn> Columns =
        [new("did"), new("customerId"), new("packageId"), new("quantity")];

    /// <summary>The differences.</summary>
    public static async Task<Found> Read(
        ReconcileFile asked, ISubscriptions subscriptions, Func<string, string> hash, CancellationToken ct)
    {
        var (dids, counts, numbers) = (new List<ListedDid>(), new List<ListedCount>(),
            new Dictionary<string, string>(StringComparer.Ordinal));
        var lines = new Dictionary<(string, string?), int>();
        await foreach (var row in asked.File.Rows(ct))
        {
            var (did, customerId, packageId, quantity) = Fields(row);
            var line = asked.File.LineOf(row);
            if (!row.IsFaulty && !lines.TryAdd((did ?? $"/{customerId}", packageId), line))
                row.Fault(did is null ? "customerId" : "did",
                    $"is in line {lines[(did ?? $"/{customerId}", packageId)]} already");
            if (row.IsFaulty) continue;
            if (did is null)
            {
                counts.Add(new(line, customerId!, packageId, quantity!.Value));
                continue;
            }
            var key = hash(did);
            numbers.TryAdd(key, did);
            dids.Add(new(line, key, customerId, packageId, quantity));
        }
        dids.Sort(ListedDid.ByHash);
        var comparison = new InventoryComparison(dids, counts);
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        await foreach (var active in ActiveAssignments.On(snapshot.Connection, asked.From, asked.PackageIds, ct))
        {
            comparison.Add(active);
            Found.Limit(File, comparison.Differences);
        }
        var rows = comparison.End();
        Found.Limit(File, rows.Count);
        var owners = await DidOwners.Of(
            snapshot.Connection, rows.Where(row => row is { Did: null, DidHash: not null }).Select(row => row.DidHash!),
            ct);
        return new(rows, null, comparison.Equal, snapshot.Position, numbers, owners);
    }

    private static (string? Did, string? CustomerId, string? PackageId, int? Quantity) Fields(ImportRow row)
    {
        var (text, customerId, packageId, quantity) =
            (row.Text("did"), row.Text("customerId"), row.Text("packageId"), row.Number("quantity"));
        var did = PhoneNumbers.Did(text);
        if (text is not null && did is null) row.Fault("did", PhoneNumbers.Fault);
        if (customerId is not null && !Identifiers.IsValid(customerId)) row.Fault("customerId", "is not an id");
        if (packageId is not null && !Identifiers.IsValid(packageId)) row.Fault("packageId", "is not an id");
        if (quantity is < 0 or > ReconciliationLimits.Quantity)
            row.Fault("quantity", $"must be from 0 to {ReconciliationLimits.Quantity}");
        if (text is not null) return (did, customerId, packageId, quantity);
        if (customerId is null) row.Fault("did", "must be given, or else customerId and quantity");
        else if (row.Text("quantity") is null) row.Fault("quantity", "must be given where there is no did");
        return (null, customerId, packageId, quantity);
    }
}
