using System.Text.Json;
using Npgsql;
using PackageBilling.Catalog;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>All packages with the revisions recorded up to a position, and hypothetical ones after them.</summary>
internal static class PackageBooks
{
    public static async Task<IReadOnlyList<PackageBook>> Read(NpgsqlConnection connection, long position, Hypothesis? whatIf, CancellationToken ct)
    {
        var recorded = new SortedDictionary<string, (string Currency, List<PackageRevision> Revisions)>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("""
            SELECT package_id, currency, effective_from, terms::text FROM billing.package_revisions WHERE position <= $1 ORDER BY package_id, position
            """, connection) { Parameters = { new() { Value = position } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var packageId = reader.GetString(0);
            if (!recorded.TryGetValue(packageId, out var package)) recorded[packageId] = package = (reader.GetString(1), []);
            package.Revisions.Add(new(
                await reader.IsDBNullAsync(2, ct) ? DateOnly.MinValue : reader.GetFieldValue<DateOnly>(2),
                JsonSerializer.Deserialize<PackageTerms>(reader.GetString(3), EventJson.Options)!));
        }
        return [.. recorded.Select(package => new PackageBook(package.Key, package.Value.Currency,
            whatIf?.Over(package.Key, package.Value.Revisions) ?? package.Value.Revisions))];
    }
}
