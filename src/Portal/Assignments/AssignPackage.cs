namespace PackageBilling.Portal;

/// <summary>The form that gives a package to a customer, with what it will charge shown before it is saved.</summary>
internal static class AssignPackage
{
    /// <summary>The field by which a package that the customer has already is assigned once more.</summary>
    public const string Again = "allowDuplicate";

    public static async Task<IResult> Show(
        Visit visit, string customerId, string? packageId, string? did, string? quantity, string? startDate,
        CancellationToken ct) =>
        await Form(visit, customerId, FormState.New(
            ("packageId", packageId), ("did", did), ("quantity", quantity),
            ("startDate", startDate ?? Dates.Text(visit.Today)), ("autoDecrementCredit", "yes")), ct);

    public static async Task<IResult> Save(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        if (form.Flag("look")) return await Form(visit, customerId, form, ct);
        var body = Body(form);
        if (form.Flag("billPast")) body["billPast"] = true;
        if (form.Flag(Again)) body[Again] = true;
        else if (visit.May(Ability.Operate) && await Had(visit, customerId, form, ct) is { } had)
            form.Fault(Again, had);
        if (form.IsRefused) return await Form(visit, customerId, form, ct);
        try
        {
            var assignmentId = await visit.Api.Assign(customerId, body, form.Writing, ct);
            return visit.Done(AssignmentPages.Of(customerId, assignmentId), "The package is assigned.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, customerId, form, ct);
        }
    }

    // A package that a customer has twice without a DID may be meant so; only a person can say.
    private static async Task<string?> Had(Visit visit, string customerId, FormState form, CancellationToken ct)
    {
        if (form.Text("did") is not null || form.Text("packageId") is not { } packageId
            || Dates.Parse(form.Text("startDate")) is not { } start)
            return null;
        var end = Dates.Parse(form.Text("endDate"));
        for (string? after = ""; after is not null;)
        {
            var page = await visit.Api.OwnAssignments(customerId, packageId, after, ct);
            var had = page.Items.FirstOrDefault(one => one.Status != AssignmentStatus.Cancelled
                && (end is null || one.StartDate <= end) && (one.EndDate is null || one.EndDate >= start));
            if (had is not null)
                return $"{(await visit.Api.Customer(customerId, ct)).Value.Name} already has this package from "
                    + visit.Formats.Date(had.StartDate);
            after = page.Next;
        }
        return null;
    }

    /// <summary>The package's details and the next charges, asked from inside the form.</summary>
    public static async Task<IResult> Preview(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        return Page.Of<NextChargesPart>(new { Next = await NextCharges.Of(visit, customerId, form, ct) });
    }

    /// <summary>The assignment as the interface takes it.</summary>
    internal static Dictionary<string, object> Body(FormState form) => FormState.Body(
    [
        ("packageId", form.Text("packageId")), ("quantity", form.Whole("quantity")),
        ("startDate", form.Text("startDate")), ("endDate", form.Text("endDate")),
        ("did", form.Text("did")), ("autoDecrementCredit", form.Flag("autoDecrementCredit")),
        ("freeMinutes", form.Whole("freeMinutes")), ("billedThrough", form.Text("billedThrough")),
        ("skipSetup", form.Flag("skipSetup") ? true : null), .. OwnTermsForm.New(form),
    ]);

    /// <summary>The packages in a customer's currency, by name.</summary>
    internal static IReadOnlyList<PackageView> SoldTo(CustomerView customer, IEnumerable<PackageView> packages) =>
        [.. packages.Where(package => package.Currency == customer.Currency)
            .OrderBy(package => package.Name, StringComparer.InvariantCultureIgnoreCase)];

    private static async Task<IResult> Form(Visit visit, string customerId, FormState form, CancellationToken ct)
    {
        var (customer, packages) =
            ((await visit.Api.Customer(customerId, ct)).Value, await visit.Api.Packages(null, false, ct));
        return Page.Of<AssignPackagePage>(new
        {
            Customer = customer,
            Packages = SoldTo(customer, packages.Packages),
            Form = form,
            Next = await NextCharges.Of(visit, customerId, form, ct),
        }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
