namespace PackageBilling.Portal;

/// <summary>Audit: the chain of seals, its verification, and the way to any history.</summary>
internal static class AuditPages
{
    public const string Seals = "/audit/seals";
    public const string Verify = "/audit/verify";
    public const string History = "/audit/history";

    private const int Shown = 50;

    public static readonly IReadOnlyList<(string, string?)> Trail = [("Audit", null)];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Seals, ListSeals);
        portal.MapGet(Verify, VerifyChain.Show).Needs(Ability.Verify);
        portal.MapPost(Verify, VerifyChain.Run);
        portal.MapPost(Verify + "/progress", VerifyChain.Stream);
        portal.MapGet(History, FindHistory.Show);
    }

    private static async Task<IResult> ListSeals(
        Visit visit, string? from, string? to, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        return Page.Of<SealsPage>(new { Span = span, Runs = await visit.Api.ChargeRuns(span, null, Shown, after, ct) });
    }
}
