namespace PackageBilling.Portal;

/// <summary>Closes a period: shows the invoices that it would issue, issues them, and shows what came of it.</summary>
internal static class ClosePeriod
{
    public const string Address = "/management/close-period";

    /// <summary>Only the lines that wait for an invoice.</summary>
    public const string Accrued = "accrued";

    /// <summary>Also the lines that credit has paid.</summary>
    public const string All = "all";

    // A small closing shows its result at once; a longer one shows how far it is.
    private const string Wait = "wait=1";

    public static string Of(string closingId) => $"/management/closings/{closingId}";

    /// <summary>What closing the last month would bill to one customer.</summary>
    public static string For(string customerId, DateOnly today) => Addresses.Of(Address,
        ("through", Dates.Text(LastMonth(today))), ("include", Accrued), ("customerIds", customerId));

    /// <summary>What the page is called for those who may issue and for those who may look.</summary>
    public static string Name(Visit visit) => visit.May(Ability.Operate) ? "Close a period" : "Preview a closing";

    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct) =>
        http.Request.Query.Count == 0
            ? Form(FormState.New(("through", Dates.Text(LastMonth(visit.Today))), ("include", Accrued)), null)
            : await Preview(visit, FormState.Of(http.Request.Query), ct);

    public static async Task<IResult> Issue(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var body = Body(form);
            body["simulate"] = false;
            if (form.Text("reason") is { } reason) body["reason"] = reason;
            var closing = await visit.Api.ClosePeriod(body, form.Writing with { Reason = null, Prefer = Wait }, ct);
            return visit.Go(Of(closing.ClosingId!));
        }
        catch (ApiRefusedException refused) when (form.TakeUnknown(refused, "customerIds"))
        {
            return await Preview(visit, form, ct);
        }
    }

    /// <summary>A closing while it goes on, and what it issued.</summary>
    public static async Task<IResult> Closing(Visit visit, string closingId, CancellationToken ct) =>
        Page.Of<ClosingPage>(new { Closing = await visit.Api.Closing(closingId, ct) });

    private static async Task<IResult> Preview(Visit visit, FormState form, CancellationToken ct)
    {
        try
        {
            return Form(form, await visit.Api.ClosePeriod(Body(form), new(), ct));
        }
        catch (ApiRefusedException refused) when (form.TakeUnknown(refused, "customerIds"))
        {
            return Form(form, null);
        }
    }

    private static Dictionary<string, object> Body(FormState form) => FormState.Body(
        ("through", form.Text("through")), ("include", form.Text("include")),
        ("customerIds", form.Ids("customerIds")));

    private static DateOnly LastMonth(DateOnly today) => today.AddDays(-today.Day);

    private static IResult Form(FormState form, ClosingReport? report) => Page.Of<ClosePeriodPage>(
        new { Form = form, Report = report },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
