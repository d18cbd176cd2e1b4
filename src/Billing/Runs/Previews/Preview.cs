using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Billing.Runs.Previews;

/// <summary>
/// What a simulation has shown, as its token says it: a run given the token posts exactly these lines or nothing. The
/// token is no secret and gives no right, since whoever may run may post the same lines without it.
/// </summary>
/// <param name="Date">The business date.</param>
/// <param name="Customers">The hash of the customers' ids; null for all.</param>
/// <param name="Position">The position of the log that was decided at.</param>
/// <param name="EngineVersion">The version of the rules.</param>
/// <param name="Lines">The hash of the lines (<see cref="LinesDigest"/>).</param>
/// <param name="Again">What Run Package charges again: the hash of the assignments' ids, or all of them;
/// null for a charge run.</param>
internal sealed record Preview(
    DateOnly Date, string? Customers, long Position, string EngineVersion, string Lines, string? Again = null)
{
    private const string AllPackages = "all";

    // Tells a token that was cut or misspelt from one whose lines are others by now.
    private const int ChecksumBytes = 8;

    /// <summary>The preview of a simulation's terms.</summary>
    public static Preview Of(RunTerms terms, long position, string lines) =>
        new(terms.Date, Hash(terms.CustomerIds), position, ChargeRun.EngineVersion, lines, Repeated(terms));

    /// <summary>The token that says it.</summary>
    public string Token()
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Options);
        return Base64Url.EncodeToString([.. content, .. Checksum(content)]);
    }

    /// <summary>The preview that a token says, for the run that is asked for with it.</summary>
    /// <exception cref="ProblemException">It is none, or was made for another kind of run, date, customers,
    /// packages or rules.</exception>
    public static Preview Open(string token, RunTerms terms)
    {
        var preview = Read(token) ?? throw Problem.Rule("previewToken", "must be the previewToken of a simulation");
        var again = Repeated(terms);
        if (preview.Again is null != again is null)
            throw Problem.Rule(
                "previewToken", preview.Again is null ? "was made for a charge run" : "was made for Run Package");
        if (preview.Date != terms.Date) throw Problem.Rule("previewToken", $"was made for {Dates.Text(preview.Date)}");
        if (preview.Customers != Hash(terms.CustomerIds))
            throw Problem.Rule("previewToken", "was made for other customers");
        if (preview.Again != again) throw Problem.Rule("previewToken", "was made for other assignments");
        return preview.EngineVersion == ChargeRun.EngineVersion ? preview
            : throw Problem.Conflict("previewToken", $"was made by the rules of version {preview.EngineVersion}, which "
                + "are no longer in use; simulate again");
    }

    private static Preview? Read(string token)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length <= ChecksumBytes) return null;
            var content = bytes.AsSpan(..^ChecksumBytes);
            return Checksum(content).SequenceEqual(bytes.AsSpan(^ChecksumBytes..))
                ? JsonSerializer.Deserialize<Preview>(content, EventJson.Options) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) =>
        SHA256.HashData(content).AsSpan(0, ChecksumBytes);

    private static string? Repeated(RunTerms terms) =>
        terms.OnRepeat == OnRepeat.ChargeAgain
            ? Hash(terms.AssignmentIds?.Order(StringComparer.Ordinal)) ?? AllPackages : null;

    private static string? Hash(IEnumerable<string>? ids) =>
        ids is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ids))));
}
