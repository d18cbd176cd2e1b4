using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Refuses a run by preview when anything that the preview rests on has changed since it was made.</summary>
internal sealed class PreviewGuard(BookDecisions decisions, IEventLog log, NpgsqlDataSource source)
{
    /// <summary>Refuses at once what could not be posted anyway.</summary>
    /// <exception cref="RefusedException">It names the events that came in between (409).</exception>
    public async Task Ensure(Preview preview, IReadOnlyList<string>? customerIds, IReadOnlyList<string> notYetZones, CancellationToken ct)
    {
        var terms = new RunTerms(preview.Date, Repeats.AreCharged, customerIds, null, new HashSet<string>());
        var charged = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var outcome in decisions.Of(terms, new(preview.Position), _ => { }, ct))
        {
            if (outcome.Lines.Count > 0 && notYetZones.Contains(outcome.Customer.TimeZone))
                throw Refuse.Conflict("previewToken", $"{Dates.Text(preview.Date)} has not come for {outcome.Customer.CustomerId} yet, so the run would skip what was previewed");
            if (outcome.PostsAnything) charged.Add(outcome.Customer.CustomerId);
        }
        var since = await Since(preview.Position, await Scope(preview.Date, customerIds, charged, ct), ct);
        if (since.Count > 0) throw new RefusedException(Refusal.Conflict, "previewToken", Message(since)) { Events = since };
    }

    /// <summary>What a preview rests on.</summary>
    public async Task<PreviewScope> Scope(DateOnly date, IReadOnlyList<string>? customerIds, IReadOnlySet<string> charged, CancellationToken ct)
    {
        if (customerIds is null) return new(date, null, null, charged);
        var packages = new HashSet<string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("SELECT DISTINCT package_id FROM billing.assignments WHERE customer_id = ANY ($1)");
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) packages.Add(reader.GetString(0));
        return new(date, customerIds.ToHashSet(StringComparer.Ordinal), packages, charged);
    }

    /// <summary>The first events after the preview that touch it, of all that are committed by now.</summary>
    public async Task<IReadOnlyList<FactView>> Since(long position, PreviewScope scope, CancellationToken ct)
    {
        var since = new List<FactView>();
        await foreach (var stored in log.ReadAll(position, long.MaxValue, PreviewScope.EventTypes, ct))
        {
            if (!scope.IsTouchedBy(stored)) continue;
            since.Add(FactView.Of(stored));
            if (since.Count == TimeTravelLimits.EventsNamed) break;
        }
        return since;
    }

    public static string Message(IReadOnlyList<FactView> since) =>
        $"something has changed since the preview, simulate again: {string.Join("; ", since.Select(fact => $"{fact.Type} at {fact.Position} by {fact.Actor}"))}";
}

/// <summary>A run by preview cannot post what was previewed; it has posted nothing.</summary>
internal sealed class PreviewStaleException(string message) : Exception(message);
