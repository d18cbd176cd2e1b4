using Microsoft.AspNetCore.Http.Features;

namespace PackageBilling.Portal;

/// <summary>A customer's calls, and the upload of more.</summary>
internal static class CustomerCallPages
{
    /// <summary>The largest upload: a file of 100 MiB, and what stands around it in the form.</summary>
    public const long MaxUpload = (100L * 1024 * 1024) + (64 * 1024);

    public static Task<IResult> Show(
        Visit visit, string customerId, string? from, string? to, string? after, CancellationToken ct) =>
        Calls(visit, customerId, new(from, to), after, null, null, ct);

    public static async Task<IResult> Upload(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var file = (await http.Request.ReadFormAsync(ct)).Files.GetFile("calls");
        if (file is null || file.Length == 0)
            return await Calls(visit, customerId, new(null, null), null, null, "Choose a file with calls first.", ct);
        try
        {
            await using var stream = file.OpenReadStream();
            var lines = file.FileName.EndsWith("json", StringComparison.OrdinalIgnoreCase)
                && !file.FileName.EndsWith("ndjson", StringComparison.OrdinalIgnoreCase);
            var taken = await visit.Api.RecordUsage(stream, lines ? "application/json" : "application/x-ndjson", ct);
            return await Calls(visit, customerId, new(null, null), null, taken, null, ct);
        }
        catch (ApiRefusedException refused) when (refused.Status is 400 or 413 or 415 or 422)
        {
            var faults = refused.Errors.SelectMany(field => field.Value).DefaultIfEmpty(refused.Message);
            return await Calls(visit, customerId, new(null, null), null, null,
                $"Nothing of the file was taken: {string.Join("; ", faults)}", ct);
        }
    }

    private static async Task<IResult> Calls(Visit visit, string customerId, Span span, string? after,
        UsageTaken? taken, string? fault, CancellationToken ct)
    {
        var (customer, calls, minutes) = (visit.Api.Customer(customerId, ct),
            visit.Api.Calls(customerId, span, after, ct), visit.Api.FreeMinutes(customerId, ct));
        return Page.Of<CallsPage>(
            new { Customer = (await customer).Value, Span = span, Calls = await calls, Minutes = await minutes,
                Taken = taken, Fault = fault },
            fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
