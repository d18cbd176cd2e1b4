using System.Globalization;

namespace PackageBilling.Auditing.Heads;

/// <summary>
/// Whether a head that was kept outside the database is still in its chains. A kept head was committed before it was
/// kept, so its links are in the database by the time this looks, unless the database was restored to an older point,
/// cut off, or written anew.
/// </summary>
internal sealed class KeptHeadCheck(NpgsqlDataSource source, StoredSeals seals)
{
    /// <summary>A link that is there; without a hash when somebody took that away.</summary>
    private readonly record struct Stored(string? Hash);

    /// <summary>What is wrong, in a sentence; null when both links are there.</summary>
    public async Task<string?> Run(KeptHead kept, CancellationToken ct)
    {
        var head = ChainHead.Parse(kept.Head);
        var seenAt = kept.SeenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Fault("seal", head.Seal, head.Seal is { } seal ? await SealAt(seal.Number, ct) : null, seenAt)
            ?? Fault("block", head.Block, head.Block is { } block ? await BlockAt(block.Number, ct) : null, seenAt);
    }

    private async Task<Stored?> SealAt(long number, CancellationToken ct) =>
        await seals.At(number, ct) is { } stored ? new(stored.Seal) : null;

    private async Task<Stored?> BlockAt(long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT hash FROM audit.blocks WHERE number = $1");
        command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync(ct) is { } hash ? new(hash as string) : null;
    }

    private static string? Fault(string what, ChainLink? link, Stored? found, string seenAt)
    {
        if (link is null || found?.Hash == link.Hash) return null;
        return found is null
            ? $"The log ends before {what} {link.Number}, which this host saw at {seenAt}: it was restored to an "
                + "older point, or its end was cut off."
            : $"{what.ToUpperInvariant()[0]}{what[1..]} {link.Number} is not the one that this host saw at {seenAt}: "
                + "the log was written anew, or it is another one.";
    }
}
