using System.Collections.Frozen;
using System.Text.Json;
using Npgsql;
using PackageBilling.Catalog;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// All packages with their revisions, kept in memory as long as none is added: rating reads them for every few calls, and their
/// prefixes take time to read and to put in order.
/// </summary>
internal sealed class KnownPackages
{
    private volatile Kept _kept = new(-1, FrozenDictionary<string, PackageBook>.Empty);

    private sealed record Kept(long Position, FrozenDictionary<string, PackageBook> Packages);

    /// <summary>What finds the position of the newest revision.</summary>
    public const string NewestSql = "SELECT coalesce(max(position), 0) FROM billing.package_revisions";

    /// <summary>The packages as of a snapshot.</summary>
    public async Task<FrozenDictionary<string, PackageBook>> In(ProjectionSnapshot snapshot, CancellationToken ct)
    {
        await using var newest = new NpgsqlCommand(NewestSql, snapshot.Connection);
        var position = (long)(await newest.ExecuteScalarAsync(ct))!;
        if (At(position) is { } kept) return kept;
        var read = (await Read(snapshot.Connection, ct)).ToFrozenDictionary(book => book.PackageId, StringComparer.Ordinal);
        _kept = new(position, read);
        return read;
    }

    /// <summary>The packages up to the position of the newest revision; null when they are not at hand.</summary>
    public FrozenDictionary<string, PackageBook>? At(long position) => _kept is { } kept && kept.Position == position ? kept.Packages : null;

    /// <summary>Reads all packages.</summary>
    public static async Task<List<PackageBook>> Read(NpgsqlConnection connection, CancellationToken ct)
    {
        var books = new List<PackageBook>();
        var revisions = new List<PackageRevision>();
        (string Id, string Currency)? current = null;
        await using var command = new NpgsqlCommand(
            "SELECT package_id, currency, effective_from, terms::text FROM billing.package_revisions ORDER BY package_id, position", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (current is { } package && package.Id != reader.GetString(0))
            {
                books.Add(new(package.Id, package.Currency, revisions));
                revisions = [];
            }
            current = (reader.GetString(0), reader.GetString(1));
            revisions.Add(new(
                await reader.IsDBNullAsync(2, ct) ? DateOnly.MinValue : reader.GetFieldValue<DateOnly>(2),
                JsonSerializer.Deserialize<PackageTerms>(reader.GetString(3), EventJson.Options)!));
        }
        if (current is { } last) books.Add(new(last.Id, last.Currency, revisions));
        return books;
    }
}
