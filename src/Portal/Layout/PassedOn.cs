namespace PackageBilling.Portal;

/// <summary>Files of the interface, passed on as they come.</summary>
internal static class PassedOn
{
    /// <summary>The file of an answer, which is disposed of with the request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="answer">The interface's answer.</param>
    /// <param name="name">What it is saved as; null for what the interface says, which may be to show it.</param>
    /// <param name="ct">Cancels it.</param>
    public static async Task<IResult> File(
        HttpContext http, HttpResponseMessage answer, string? name, CancellationToken ct)
    {
        http.Response.RegisterForDispose(answer);
        http.Response.Headers.ContentDisposition = name is null
            ? answer.Content.Headers.ContentDisposition?.ToString() : $"attachment; filename={name}";
        return Results.Stream(
            await answer.Content.ReadAsStreamAsync(ct), answer.Content.Headers.ContentType?.ToString());
    }
}
