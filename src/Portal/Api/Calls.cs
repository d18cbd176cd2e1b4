namespace PackageBilling.Portal;

internal sealed partial class BillingApi
{
    /// <summary>Records the calls of a file as a switch wrote it.</summary>
    /// <param name="calls">The file.</param>
    /// <param name="mapping">How it is read; null when a preset is among the options.</param>
    /// <param name="options">What the file does not say, by the names of the interface.</param>
    /// <param name="once">The same for every repeat of the same wish.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<UsageImported> ImportUsage(IFormFile calls, IFormFile? mapping,
        IEnumerable<(string Name, string? Value)> options, string once, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StreamContent(calls.OpenReadStream()), "calls", "calls");
        if (mapping is not null) form.Add(new StreamContent(mapping.OpenReadStream()), "mapping", "mapping.json");
        using var answer = await Send(HttpMethod.Post, Addresses.Of("/api/usage/import", [.. options]), form,
            new(once), ct);
        return await Read<UsageImported>(answer, ct);
    }

    /// <summary>Voids calls or rates them again, or shows what that would change.</summary>
    public Task<CallCorrectionReport> CorrectCalls(
        CallCorrectionKind kind, object body, Writing writing, CancellationToken ct) =>
        Post<CallCorrectionReport>($"/api/usage/{Kinds.Code(kind)}", body, writing, ct);
}
