using System.Globalization;
using System.Text.RegularExpressions;

namespace PackageBilling.Auditing.Seals;

/// <summary>A link of a chain: its number and its hash.</summary>
internal sealed record ChainLink(long Number, string Hash);

/// <summary>
/// The newest seal and the newest block, as answers hand them out. Whoever keeps a head can prove later that nothing
/// was cut off or rewritten. Its text is <c>s5.HASH.b12.HASH</c>; either half alone will do.
/// </summary>
internal sealed partial record ChainHead(ChainLink? Seal, ChainLink? Block)
{
    public static readonly ChainHead None = new(null, null);

    /// <summary>The text; null when there is no link yet.</summary>
    public string? Text => (Seal, Block) switch
    {
        (null, null) => null,
        (null, { } block) => Of('b', block),
        ({ } seal, null) => Of('s', seal),
        ({ } seal, { } block) => $"{Of('s', seal)}.{Of('b', block)}",
    };

    /// <exception cref="ProblemException">It is not in that format.</exception>
    public static ChainHead Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || text.Length == 0)
            throw Problem.Malformed("head", "must be the head of an earlier answer, such as s5.<hash>.b12.<hash>");
        return new(Link(match.Groups["s"], match.Groups["seal"]), Link(match.Groups["b"], match.Groups["block"]));
    }

    private static string Of(char chain, ChainLink link) =>
        string.Create(CultureInfo.InvariantCulture, $"{chain}{link.Number}.{link.Hash}");

    private static ChainLink? Link(Group number, Group hash) =>
        number.Success
            ? new(long.Parse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture), hash.Value)
            : null;

    [GeneratedRegex(@"\A(s(?<s>[0-9]{1,15})\.(?<seal>[0-9a-f]{64}))?\.?(b(?<b>[0-9]{1,15})\.(?<block>[0-9a-f]{64}))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
