namespace PackageBilling.Portal;

/// <summary>Restatements that were applied, and their lines.</summary>
internal static class RestatementPages
{
    public const string Root = "/audit/restatements";
    public const string New = "/audit/new-restatement";

    public static string Of(string restatementId) => $"{Root}/{restatementId}";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Root, List);
        portal.MapGet(New, RestatePast.Show).Needs(Ability.Simulate);
        portal.MapPost(New, RestatePast.Apply);
        portal.MapGet(Root + "/{restatementId}", One);
    }

    private static async Task<IResult> List(Visit visit, string? after, CancellationToken ct) =>
        Page.Of<RestatementsPage>(new { Restatements = await visit.Api.Restatements(after, ct) });

    private static async Task<IResult> One(Visit visit, string restatementId, string? after, CancellationToken ct)
    {
        var (one, lines) =
            (visit.Api.Restatement(restatementId, ct), visit.Api.RestatementLines(restatementId, after, ct));
        return Page.Of<RestatementPage>(new { Restatement = await one, Lines = await lines });
    }
}
