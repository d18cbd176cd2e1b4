using System.Collections.Frozen;

namespace PackageBilling.Billing.Storage.Book;

/// <summary>
/// All packages with their revisions, kept in memory as long as none is added: rating reads them for every few calls,
/// and their prefixes take time to read and to put in order.
/// </summary>
internal sealed class KnownPackages
{
    private volatile Known _kept = new(-1, FrozenDictionary<string, PackageBook>.Empty);

    private sealed record Known(long Position, FrozenDictionary<string, PackageBook> Packages);

    /// <summary>What finds the position of the newest revision.</summary>
    public const string NewestSql = "SELECT coalesce(max(position), 0) FROM billing.package_revisions";

    /// <summary>The packages as of a snapshot.</summary>
    public async Task<FrozenDictionary<string, PackageBook>> In(ProjectionSnapshot snapshot, CancellationToken ct)
    {
        await using var newest = new NpgsqlCommand(NewestSql, snapshot.Connection);
        var position = (long)(await newest.ExecuteScalarAsync(ct))!;
        if (At(position) is { } kept) return kept;
        var read = (await PackageBooks.Read(snapshot.Connection, long.MaxValue, null, ct))
            .ToFrozenDictionary(book => book.PackageId, StringComparer.Ordinal);
        _kept = new(position, read);
        return read;
    }

    /// <summary>The packages up to the position of the newest revision; null when they are not at hand.</summary>
    public FrozenDictionary<string, PackageBook>? At(long position) =>
        _kept is { } kept && kept.Position == position ? kept.Packages : null;
}
