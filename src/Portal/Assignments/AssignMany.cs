namespace PackageBilling.Portal;

/// <summary>Gives a package to many numbers of a customer, all or none: first which numbers they are and what one of
/// them is charged, then the write.</summary>
internal static class AssignMany
{
    /// <summary>The largest file: many more numbers than one request takes.</summary>
    private const int MaxFile = 1024 * 1024;

    public static async Task<IResult> Show(Visit visit, string customerId, CancellationToken ct) => await Form(
        visit, customerId,
        FormState.New(("startDate", Dates.Text(visit.Today)), ("autoDecrementCredit", "yes")), null, ct);

    public static async Task<IResult> Save(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        await AddFile(http, form, ct);
        var list = DidList.Read(form.Text("dids") ?? "");
        if (!form.Flag("assign")) return await Form(visit, customerId, form, list, ct);
        var body = AssignPackage.Body(form);
        body["dids"] = list.Dids;
        if (form.Flag("billPast")) body["billPast"] = true;
        if (form.Flag(AssignPackage.Again)) body[AssignPackage.Again] = true;
        if (list.Others.Count > 0)
            form.Fault("dids", $"take out what is not a number: {string.Join(", ", list.Others.Take(5))}");
        if (form.IsRefused) return await Form(visit, customerId, form, list, ct);
        try
        {
            var made = await visit.Api.AssignMany(customerId, body, form.Writing, ct);
            return visit.Done(AssignmentPages.Of(customerId), made.Count == 1 ? "The package is assigned to 1 number."
                : $"The package is assigned to {visit.Formats.Count(made.Count)} numbers.");
        }
        catch (ApiRefusedException refused) when (form.Take(Named(refused, list)))
        {
            return await Form(visit, customerId, form, list, ct);
        }
    }

    // What is in a file joins what was pasted, so that it is still there when the form comes back.
    private static async Task AddFile(HttpContext http, FormState form, CancellationToken ct)
    {
        if ((await http.Request.ReadFormAsync(ct)).Files.GetFile("file") is not { Length: > 0 } file) return;
        if (file.Length > MaxFile)
        {
            form.Fault("file", "is too large: send 1 MB at most");
            return;
        }
        using var reader = new StreamReader(file.OpenReadStream());
        var text = await reader.ReadToEndAsync(ct);
        if (file.FileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) text = DidList.FirstColumn(text);
        form.Put("dids", $"{form.Text("dids")}\n{text}");
    }

    /// <summary>The refusal with the number at fault in the place of its position.</summary>
    private static ApiRefusedException Named(ApiRefusedException refused, DidList list)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, messages) in refused.Errors)
            errors[field] = NumberOf(field, list) is { } did
                ? [.. messages.Select(message => $"{did}: {message}")] : messages;
        return new(refused.Status, refused.Message, errors);
    }

    private static string? NumberOf(string field, DidList list) =>
        field.StartsWith("dids[", StringComparison.Ordinal) && int.TryParse(field[5..].TrimEnd(']'), out var at)
            && at < list.Dids.Count ? list.Dids[at] : null;

    private static async Task<IResult> Form(
        Visit visit, string customerId, FormState form, DidList? list, CancellationToken ct)
    {
        var (customer, packages) =
            ((await visit.Api.Customer(customerId, ct)).Value, await visit.Api.Packages(null, false, ct));
        return Page.Of<AssignManyPage>(new
        {
            Customer = customer,
            Packages = AssignPackage.SoldTo(customer, packages.Packages),
            Form = form,
            List = list,
            Next = await NextCharges.Of(visit, customerId, form, ct),
        }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
