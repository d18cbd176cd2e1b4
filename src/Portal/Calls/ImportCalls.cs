namespace PackageBilling.Portal;

/// <summary>A file of calls as a switch wrote it, read by a preset or a mapping.</summary>
internal static class ImportCalls
{
    private const string Calls = "calls", Mapping = "mapping";

    private static readonly string[] Fields = ["preset", "timeZone", "countryCode", "nationalDigits", "customerId"];

    public static IResult Show(string? customerId) => Answer(FormState.New(("customerId", customerId)), null);

    public static async Task<IResult> Send(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var files = (await http.Request.ReadFormAsync(ct)).Files;
        if (files.GetFile(Calls) is not { Length: > 0 } calls)
        {
            form.Fault(Calls, "must be a file with calls");
            return Answer(form, null);
        }
        var mapping = files.GetFile(Mapping) is { Length: > 0 } given ? given : null;
        if (mapping is null && form.Text("preset") is null)
        {
            form.Fault("preset", "must be chosen, or a mapping file given");
            return Answer(form, null);
        }
        try
        {
            return Answer(form, await visit.Api.ImportUsage(
                calls, mapping, Fields.Select(field => (field, form.Text(field))), form.Once, ct));
        }
        catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status413PayloadTooLarge)
        {
            form.Fault(Calls, refused.Message);
            return Answer(form, null);
        }
        catch (ApiRefusedException refused) when (form.Take(refused, Shown))
        {
            return Answer(form, null);
        }
    }

    // What the interface says about the whole request is about the file here, and the rest about the mapping.
    private static string Shown(string field) => Fields.Contains(field) ? field
        : field is "body" or Calls ? Calls : Mapping;

    private static IResult Answer(FormState form, UsageImported? taken) => Page.Of<ImportCallsPage>(
        new { Form = form, Taken = taken },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
