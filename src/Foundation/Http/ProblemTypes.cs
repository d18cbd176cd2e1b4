namespace PackageBilling.Foundation;

/// <summary>
/// The kinds of refusals: the <c>type</c> of problem details (RFC 9457), an address that opens as a page which says
/// what it means and what to do. One for each status, since the field and its message say the rest.
/// </summary>
public static class ProblemTypes
{
    /// <summary>Where their pages are; open to everybody, like the description of the interface.</summary>
    public const string Address = "/openapi/problems/";

    private static readonly SortedDictionary<int, string> Names = new()
    {
        [400] = "malformed",
        [401] = "no-key",
        [403] = "wrong-role",
        [404] = "not-found",
        [405] = "wrong-method",
        [409] = "conflict",
        [412] = "changed-meanwhile",
        [413] = "too-large",
        [415] = "wrong-content-type",
        [422] = "against-a-rule",
        [429] = "too-many-requests",
        [500] = "failure",
        [503] = "not-now",
    };

    /// <summary>The names, in the order of their statuses.</summary>
    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>The type of a refusal with a status; <c>about:blank</c> when the status says all
    /// that there is to say.</summary>
    public static string Of(int status) => Names.TryGetValue(status, out var name) ? Address + name : "about:blank";
}
