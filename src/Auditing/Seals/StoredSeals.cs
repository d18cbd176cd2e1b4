using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PackageBilling.Auditing.Seals;

/// <summary>
/// The seals of runs as they are stored, read without deserializing events: a verification must cope with whatever is
/// there.
/// </summary>
internal sealed class StoredSeals(NpgsqlDataSource source, LogInspection inspection)
{
    /// <summary>The seal of this number as the log holds it; null when the log has none.</summary>
    public async Task<(string? RunId, string? Seal)?> At(long number, CancellationToken ct)
    {
        if (await inspection.Data(AuditStreams.Seals, number, ct) is not { } data) return null;
        using var json = JsonDocument.Parse(data);
        return (Text(json.RootElement, "runId"), Text(json.RootElement, "seal"));
    }

    /// <summary>
    /// The seals that answers show, in the order of their numbers: those up to a number, and those beyond the last one
    /// in the log.
    /// </summary>
    public async IAsyncEnumerable<(long Number, string RunId, string Seal)> Shown(
        long through, [EnumeratorCancellation] CancellationToken ct)
    {
        var beyond = new List<(long Number, string RunId, string Seal)>();
        await using (var command = source.CreateCommand("SELECT number, run_id, seal FROM audit.seals ORDER BY number"))
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct))
            {
                var shown = (Number: row.GetInt64(0), row.GetString(1), row.GetString(2));
                if (shown.Number <= through) yield return shown;
                else beyond.Add(shown);
            }

        // The log is asked last, so it knows of every seal whose row was committed before the table was read.
        var newest = await inspection.NewestVersion(AuditStreams.Seals, ct);
        foreach (var shown in beyond)
            if (shown.Number > newest) yield return shown;
    }

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
}
