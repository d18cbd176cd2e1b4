using System.Text.Json;

namespace PackageBilling.Billing.Storage.Book;

/// <summary>All packages with the revisions recorded up to a position, and hypothetical ones after them.</summary>
internal static class PackageBooks
{
    /// <summary>Reads them in ordinal order of their ids; there are few.</summary>
    public static async Task<IReadOnlyList<PackageBook>> Read(
        NpgsqlConnection connection, long position, Hypothesis? whatIf, CancellationToken ct)
    {
        var books = new SortedDictionary<string, (string Currency, bool GrantsMinutes, List<PackageRevision> Recorded)>(
            StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("""
            SELECT package_id, currency, grants_minutes, effective_from, terms::text
            FROM billing.package_revisions WHERE position <= $1 ORDER BY package_id, position
            """, connection) { Parameters = { new() { Value = position } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            if (!books.TryGetValue(row.GetString(0), out var book))
                books[row.GetString(0)] = book = (row.GetString(1), row.GetBoolean(2), []);
            book.Recorded.Add(new(
                row.IsDBNull(3) ? DateOnly.MinValue : row.GetFieldValue<DateOnly>(3),
                JsonSerializer.Deserialize<PackageTerms>(row.GetString(4), EventJson.Options)!));
        }
        return
        [
            .. books.Select(book => new PackageBook(book.Key, book.Value.Currency,
                [.. book.Value.Recorded, .. whatIf?.Revisions[book.Key] ?? []], book.Value.GrantsMinutes)),
        ];
    }
}
