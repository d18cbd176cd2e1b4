using System.Globalization;
using Npgsql;

namespace PackageBilling.Billing;

/// <summary>
/// Whether a head that was kept outside the database is still in its chains. A kept head was committed before it was kept, so its links are
/// in the database by the time this looks, unless the database was restored to an older point, cut off, or written anew.
/// </summary>
internal sealed class KeptHeadCheck(NpgsqlDataSource source)
{
    /// <summary>What is wrong, in a sentence; null when both links are there.</summary>
    public async Task<string?> Run(KeptHead kept, CancellationToken ct)
    {
        var head = ChainHead.Parse(kept.Head);
        var seenAt = kept.SeenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return await Fault("seal", head.Seal, "SELECT data ->> 'seal' FROM events.mt_events WHERE stream_id = 'seals' AND version = $1", seenAt, ct)
            ?? await Fault("block", head.Block, "SELECT hash FROM audit.blocks WHERE number = $1", seenAt, ct);
    }

    private async Task<string?> Fault(string what, ChainLink? link, string sql, string seenAt, CancellationToken ct)
    {
        if (link is null) return null;
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = link.Number });
        var found = await command.ExecuteScalarAsync(ct);
        if (found is string hash && hash == link.Hash) return null;
        return found is null
            ? $"The log ends before {what} {link.Number}, which this host saw at {seenAt}: it was restored to an older point, or its end was cut off."
            : $"{what.ToUpperInvariant()[0]}{what[1..]} {link.Number} is not the one that this host saw at {seenAt}: the log was written anew, or it is another one.";
    }
}
