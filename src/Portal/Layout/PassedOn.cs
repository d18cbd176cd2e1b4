namespace PackageBilling.Portal;

/// <summary>Files of the interface, passed on as they come.</summary>
internal static class PassedOn
{
    /// <summary>A document: a page to print, which the browser shows, or a file.</summary>
    /// <param name="http">The request.</param>
    /// <param name="answer">The interface's answer.</param>
    /// <param name="extension">What kind of document it is; <c>html</c> for the page.</param>
    /// <param name="name">What a file is saved as, without the extension.</param>
    /// <param name="ct">Cancels it.</param>
    public static Task<IResult> Document(
        HttpContext http, HttpResponseMessage answer, string extension, string name, CancellationToken ct)
    {
        if (extension != "html") return File(http, answer, $"{name}.{extension}", ct);
        // The page has its style and its logo in itself, and refers to nothing.
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
        return File(http, answer, null, ct);
    }

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
