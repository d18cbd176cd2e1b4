using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace PackageBilling.Foundation;

/// <summary>
/// An answer that shows personal texts as they are stored, as tokens: its hashes can be checked by anybody.
/// </summary>
public sealed class KeepsTokens;

/// <summary>
/// Puts personal texts in the place of their tokens in what the interface answers, in JSON and in CSV: the one place
/// where they leave the product. Everything behind it handles tokens, so an erased customer's texts are gone from
/// every answer at once.
/// </summary>
public sealed class RevealPersonalTexts(RequestDelegate next)
{
    private static readonly OperationCanceledException Discarded = new();

    /// <summary>Answers the request.</summary>
    public async Task InvokeAsync(HttpContext context, CustomerKeys keys)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            || context.GetEndpoint()?.Metadata.GetMetadata<KeepsTokens>() is not null)
        {
            await next(context);
            return;
        }
        var former = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        // What a text was is longer or shorter than its token.
        context.Response.OnStarting(() =>
        {
            if (Escape(context.Response.ContentType) is not null) context.Response.ContentLength = null;
            return Task.CompletedTask;
        });
        await using var revealing = new RevealingStream(
            former.Stream, new(keys), () => Escape(context.Response.ContentType));
        var body = new StreamResponseBodyFeature(revealing, former);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            // Nothing begins an answer that has no body: it may get one from those who come before.
            await body.Writer.FlushAsync(context.RequestAborted);
            await revealing.End(context.RequestAborted);
        }
        finally
        {
            // What is left after a failure is not sent.
            await body.Writer.CompleteAsync(Discarded);
            context.Features.Set(former);
        }
    }

    private static Func<string, string>? Escape(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim();
        if (type is null) return null;
        if (type.EndsWith("json", StringComparison.Ordinal) || type == "text/event-stream") return InJson;
        return type == "text/csv" ? InCsv : null;
    }

    /// <summary>A text as it stands in a JSON string.</summary>
    internal static string InJson(string text) =>
        Encoding.UTF8.GetString(JsonEncodedText.Encode(text, HttpJson.Options.Encoder).EncodedUtf8Bytes);

    // A spreadsheet must show what a field holds, not run it.
    private static string InCsv(string text)
    {
        var shown = SpreadsheetText.Guard(text);
        return shown.AsSpan().IndexOfAny("\",\r\n") < 0
            ? shown : $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
