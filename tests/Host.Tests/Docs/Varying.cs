using System.Text.RegularExpressions;

namespace PackageBilling.Host.Tests.Docs;

/// <summary>
/// What differs from one time to the next, and nothing else: ids that the product makes, hashes, instants, keys, the
/// ids of requests, heads of the chain, positions in the log, how much of it a verification finds sealed by then, and
/// durations. Everything else on a page has to be printed as it stands there.
/// </summary>
internal static partial class Varying
{
    public static string Alike(string text)
    {
        text = Head().Replace(text, "<head>");
        text = Verified().Replace(text, "$1<verified>");
        text = Hash().Replace(text, "<hash>");
        text = Id().Replace(text, "<id>");
        text = Instant().Replace(text, "<instant>");
        text = Request().Replace(text, "<request>");
        text = Position().Replace(text, "$1<position>");
        text = Key().Replace(text, "$1<key>");
        return Seconds().Replace(text, "<seconds>");
    }

    [GeneratedRegex(@"s\d+\.[0-9a-f]{64}(\.b\d+\.[0-9a-f]{64})?")]
    private static partial Regex Head();

    [GeneratedRegex(@"(ok: )\d+ events through position \d+, \d+ sealed runs?")]
    private static partial Regex Verified();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();

    [GeneratedRegex("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Instant();

    [GeneratedRegex("0H[0-9A-Z]{11}:[0-9A-F]{8}")]
    private static partial Regex Request();

    [GeneratedRegex("(\"(?:position|checkedThrough|checkedEvents)\": ?|decided at position )\\d+")]
    private static partial Regex Position();

    [GeneratedRegex("(\"key\": ?)\"[^\"]+\"")]
    private static partial Regex Key();

    [GeneratedRegex(@"\b\d+\.\d+ s\b")]
    private static partial Regex Seconds();
}
