namespace PackageBilling.Portal;

/// <summary>New prices for many packages: what they come to, and then, for all or none, setting them.</summary>
internal static class ChangePrices
{
    /// <summary>The prices that can be changed: as the interface calls them, and in words.</summary>
    public static readonly IReadOnlyList<(string Name, string Text)> Prices =
    [
        ("retail", "Retail"), ("cost", "Cost"), ("setupRetail", "Setup retail"), ("setupCost", "Setup cost"),
        ("minimumSpend", "Minimum spend"),
    ];

    /// <summary>The fields of the form, which the address has too.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["search", "currency", "packageIds", "percent", "amount", "of", "rounding", "effectiveFrom"];

    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct) =>
        http.Request.Query.Count == 0
            ? Form(FormState.New(("of", "retail"), ("effectiveFrom", Dates.Text(visit.Today.AddDays(1)))), null)
            : await Simulated(visit, FormState.Of(http.Request.Query), ct);

    public static async Task<IResult> Apply(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var body = Body(form);
        body["simulate"] = false;
        try
        {
            var done = await visit.Api.Reprice(body, form.Writing, ct);
            var changed = done.Packages.Count(package => package.Prices.Any(price => price.Old != price.New));
            return visit.Done(PackagePages.Root, changed == 0 ? "The prices are what they were: nothing was changed."
                : $"New prices from {visit.Formats.Date(done.EffectiveFrom)} on: "
                    + (changed == 1 ? "1 package." : $"{visit.Formats.Count(changed)} packages."));
        }
        catch (ApiRefusedException refused) when (Take(form, refused))
        {
            return await Simulated(visit, form, ct);
        }
    }

    private static async Task<IResult> Simulated(Visit visit, FormState form, CancellationToken ct)
    {
        try
        {
            return Form(form, await visit.Api.Reprice(Body(form), new(), ct));
        }
        catch (ApiRefusedException refused) when (Take(form, refused))
        {
            return Form(form, null);
        }
    }

    // The interface names the filter as a whole; its first field here is the search.
    private static bool Take(FormState form, ApiRefusedException refused) =>
        form.Take(refused, field => field == "filter" ? "search" : field);

    private static Dictionary<string, object> Body(FormState form)
    {
        var filter = FormState.Body(("search", form.Text("search")), ("currency", form.Text("currency")),
            ("packageIds", form.Ids("packageIds")));
        return FormState.Body(("filter", filter.Count == 0 ? null : filter), ("percent", form.Text("percent")),
            ("amount", form.Text("amount")), ("of", form.All("of")), ("rounding", form.Text("rounding")),
            ("effectiveFrom", form.Text("effectiveFrom")));
    }

    private static IResult Form(FormState form, RepriceReport? report) => Page.Of<ChangePricesPage>(
        new { Form = form, Report = report },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
