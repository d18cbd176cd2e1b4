namespace PackageBilling.Billing.Reconciliations;

/// <summary>Reads a supplier's bill, and compares it with the cost of the lines of its span.</summary>
internal static class FoundBill
{
    /// <summary>The name of the file in a form and in a mapping.</summary>
    public const string File = "supplierBill";

    /// <summary>The columns of the file.</summary>
    public static readonly IReadOnlyList<ImportColumn> Columns =
        [new("did"), new("packageId"), new("amount", Required: true), new("currency")];

    private static readonly Type[] Types = [typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated)];

    /// <summary>The differences and sums.</summary>
    public static async Task<Found> Read(
        ReconcileFile asked, ISubscriptions subscriptions, IEventLog log, Func<string, string> hash,
        CancellationToken ct)
    {
        var (billed, numbers) = (new List<BilledAmount>(), new Dictionary<string, string>(StringComparer.Ordinal));
        await foreach (var row in asked.File.Rows(ct))
        {
            var (did, amount) = Fields(row, asked.Currency);
            if (row.IsFaulty) continue;
            var key = did is null ? null : hash(did);
            if (key is not null) numbers.TryAdd(key, did!);
            billed.Add(amount with { Did = key });
        }
        List<DidOwner> owners;
        await using (var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct))
            owners = await DidOwners.Of(snapshot.Connection, numbers.Keys, ct);
        var hashes = owners.Select(owner => (owner.Did, owner.DidHash)).Distinct()
            .ToDictionary(one => one.Did, one => one.DidHash, StringComparer.Ordinal);
        var comparison = new BillComparison(billed, asked.Tolerance);
        var through = await log.SafePosition(ct);
        var packages = asked.PackageIds?.ToHashSet(StringComparer.Ordinal);
        await foreach (var stored in log.ReadAll(await Before(asked.From, log, ct), through, Types, ct))
            foreach (var line in ListCharges.Lines(stored, asked.From, asked.To))
                if (packages?.Contains(line.PackageId) != false && line.Cost != 0)
                    comparison.Add(new(
                        line.Did is null ? null : hashes.GetValueOrDefault(line.Did, line.Did), line.Did,
                        line.PackageId, line.Currency, line.Cost, line.CustomerId, line.AssignmentId));
        var (rows, sums) = comparison.End();
        Found.Limit(File, rows.Count);
        return new(rows, sums, comparison.Equal, through, numbers, owners);
    }

    // No line is posted before its date has begun somewhere, which is at 10:00 of the day before in UTC.
    private static Task<long> Before(DateOnly from, IEventLog log, CancellationToken ct) =>
        log.PositionAt(new(from.AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero), ct);

    private static (string? Did, BilledAmount Amount) Fields(ImportRow row, string? currency)
    {
        var (text, packageId, amount) = (row.Text("did"), row.Text("packageId"), row.Amount("amount"));
        var did = PhoneNumbers.Did(text);
        if (text is not null && did is null) row.Fault("did", PhoneNumbers.Fault);
        if (packageId is not null && !Identifiers.IsValid(packageId)) row.Fault("packageId", "is not an id");
        if (text is null && packageId is null) row.Fault("did", "must be given, or else packageId");
        if (row.Text("amount") is null) row.Fault("amount", "must be given");
        else if (amount is { } given && (Math.Abs(given) > Amounts.Max || Amounts.Round(given) != given))
            row.Fault("amount", $"must be from -{Amounts.Max:0} to {Amounts.Max:0} with at most "
                + $"{Amounts.Decimals} decimals");
        var of = row.Text("currency")?.ToUpperInvariant() ?? currency;
        if (of is null) row.Fault("currency", "must be given: in the file, or as currency of the request");
        else if (!Currencies.IsCode(of)) row.Fault("currency", "must be an ISO 4217 code such as USD");
        return (did, new(null, packageId, of ?? "", amount ?? 0));
    }
}
