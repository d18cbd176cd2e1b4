namespace PackageBilling.Portal;

/// <summary>
/// What a field that takes ids offers while it is typed into: found by a part of the id or of the name, customers by a
/// DID too. A field may hold several ids with spaces between; then the last one is looked for.
/// </summary>
internal static class PickPages
{
    public const string Customers = "/management/find/customers";
    public const string Packages = "/setup/config/find/packages";
    public const string Assignments = "/management/find/assignments";
    public const string Runs = "/management/find/runs";

    // As many as are read at a glance; who does not find it types on.
    private const int Shown = 12;

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Customers, FindCustomers);
        portal.MapGet(Packages, FindPackages);
        portal.MapGet(Assignments, FindAssignments);
        portal.MapGet(Runs, FindRuns);
    }

    /// <summary>The attributes of a field that picks; its options are loaded into a list with the field's id
    /// and <c>-picks</c>.</summary>
    /// <param name="from">Where the options come from.</param>
    /// <param name="id">The field's id.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="with">Another field whose value the options depend on; null for none.</param>
    public static Dictionary<string, object> Attributes(string from, string id, string name, string? with = null)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["list"] = id + "-picks", ["autocomplete"] = "off",
            ["hx-get"] = $"{from}?of={name}" + (with is null ? "" : $"&with={with}"),
            ["hx-target"] = $"#{id}-picks", ["hx-select"] = "option", ["hx-swap"] = "innerHTML",
            ["hx-push-url"] = "false",
            ["hx-trigger"] = "focus once, input changed delay:200ms", ["hx-sync"] = "this:replace",
        };
        if (with is not null) attributes["hx-include"] = $"[name='{with}']";
        return attributes;
    }

    private static async Task<IResult> FindCustomers(HttpContext http, Visit visit, string? of, CancellationToken ct)
    {
        var (before, typed) = Typed(http, of);
        var found = await visit.Api.Customers(typed, null, Shown, ct);
        return Options(found.Items.Select(customer => Pick.Found(
            before + customer.CustomerId, before + customer.Name, before + typed)));
    }

    private static async Task<IResult> FindPackages(HttpContext http, Visit visit, string? of, CancellationToken ct)
    {
        var (_, typed) = Typed(http, of);
        var found = await visit.Api.SomePackages(typed, Shown, ct);
        return Options(found.Items.Select(package => Pick.Found(package.PackageId,
            $"{package.Name}: {visit.Formats.Money(package.Retail, package.Currency)}", typed ?? "")));
    }

    /// <summary>The packages of the customers that another field names; there are too many to look
    /// for among all.</summary>
    private static async Task<IResult> FindAssignments(
        HttpContext http, Visit visit, string? with, CancellationToken ct)
    {
        var picks = new List<Pick>();
        foreach (var customerId in Ids(http.Request.Query[with ?? ""].ToString()).Take(Shown))
        {
            try
            {
                picks.AddRange((await visit.Api.Assignments(customerId, null, null, ct)).Items.Select(one =>
                    new Pick(one.AssignmentId, $"{one.Name} of {one.CustomerId}, quantity "
                        + $"{visit.Formats.Count(one.Quantity)}, {Kinds.Text(one.Status)}")));
            }
            catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status404NotFound)
            {
                // An id that is still being typed.
            }
        }
        return Options(picks);
    }

    private static async Task<IResult> FindRuns(Visit visit, CancellationToken ct) => Options(
        (await visit.Api.ChargeRuns(new(null, null), "completed", Shown, null, ct)).Items.Select(run =>
            new Pick(run.RunId, $"{Kinds.Text(run.Kind)} for {visit.Formats.Date(run.Date)}, "
                + $"{visit.Formats.Count(run.Totals.Lines)} lines, {visit.Formats.Instant(run.StartedAt)}")));

    private static IResult Options(IEnumerable<Pick> picks) =>
        Page.Of<PickOptions>(new { Picks = (IReadOnlyList<Pick>)[.. picks] });

    private static (string Before, string? Last) Typed(HttpContext http, string? of)
    {
        var text = http.Request.Query[of ?? ""].ToString().TrimStart();
        var begin = text.LastIndexOf(' ') + 1;
        return (text[..begin], begin < text.Length ? text[begin..] : null);
    }

    private static string[] Ids(string text) => text.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Something to choose.</summary>
/// <param name="Value">What the field holds then.</param>
/// <param name="Text">What it is called.</param>
public sealed record Pick(string Value, string Text)
{
    /// <summary>What a search found. Browsers leave out what does not have the typed text in it, letter by letter, so a
    /// text that was found without its accents, or by a DID, begins with what was typed.</summary>
    public static Pick Found(string value, string text, string typed)
    {
        return new(value, Has(value) || Has(text) ? text : $"{typed}: {text}");

        bool Has(string shown) => shown.Contains(typed, StringComparison.OrdinalIgnoreCase);
    }
}
