namespace PackageBilling.Portal;

/// <summary>What all customers have, or those who have run dry or are low.</summary>
internal static class AccountList
{
    public const string Root = "/management/accounts";

    public const string Exhausted = Root + "?state=exhausted";

    private const int Shown = 50;

    public static async Task<IResult> Show(Visit visit, string? state, string? after, CancellationToken ct)
    {
        var wanted = string.IsNullOrEmpty(state) ? null : state;
        return Page.Of<AccountListPage>(
            new { State = wanted, Accounts = await visit.Api.Accounts(wanted, Shown, after, ct) });
    }
}
